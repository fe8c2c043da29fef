"""Production: refuses to start without its secrets."""

from django.core.exceptions import ImproperlyConfigured

from cms.settings.base import *  # noqa: F403 - an environment extends the base
from cms.settings.base import CMS, env
from cms.signatures import KeyFormatError, Signer

SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
# A visa signed with a key anybody can read would prove nothing.
CMS["SIGNING_KEY"] = env("PASSERELLE_SIGNING_KEY")
try:
    Signer.from_text(CMS["SIGNING_KEY"], demo=False)
except KeyFormatError as error:
    raise ImproperlyConfigured(f"PASSERELLE_SIGNING_KEY: {error}") from error

# install.md puts one web server in front, which says whom it speaks for.
CMS["PROXIES"] = env.int("PASSERELLE_PROXIES", default=1)

# SAMEORIGIN is meant: the inspection and Wagtail's previews frame our own pages.
SILENCED_SYSTEM_CHECKS = ["security.W019"]

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
