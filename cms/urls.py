"""Addresses of the whole site: the composition root, which may know every app."""

from django.conf import settings
from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms import views
from cms.accounts.views import signing_in

urlpatterns = [
    path("admin/login/", signing_in.to_sign_in),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("connexion/", signing_in.SignInView.as_view(), name="login"),
    path("deconnexion/", signing_in.SignOutView.as_view(), name="logout"),
    path("compte/", include("cms.accounts.urls")),
    path(".well-known/passerelle-keys.json", views.public_keys, name="public_keys"),
    path("sante/", views.health, name="health"),
    # Browsers ask for it whatever the page says, the player's page included.
    path("favicon.ico", views.favicon),
    path("", include("modules.urls")),
    path("", include("lms.urls")),
]

if settings.DEBUG:
    from django.conf.urls.static import static

    urlpatterns += staticfiles_urlpatterns()
    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)

urlpatterns += [
    # Wagtail's own page would let anybody try passwords without counting.
    path("_util/login/", signing_in.to_sign_in),
    path("", include(wagtail_urls)),
]
