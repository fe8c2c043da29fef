"""Addresses of progress and of statements."""

from django.urls import path

from lms.views import following, progress, statements

urlpatterns = [
    path("suivi/", following.my_following, name="my_following"),
    path("suivi/ouvrir/", progress.open_attempt, name="progress_open"),
    path("suivi/enregistrer/", progress.commit, name="progress_commit"),
    path("suivi/apporter/", following.bring_in, name="progress_bring_in"),
    path(
        "suivi/<uuid:unit_id>/oublier/",
        following.stop_following,
        name="stop_following",
    ),
    path(
        "suivi/<uuid:unit_id>/attestation/",
        statements.issue,
        name="issue_statement",
    ),
    path("suivi/attestations/<str:code>/", statements.mine, name="my_statement"),
    path("attestations/", statements.find, name="find_statement"),
    path("attestations/<str:code>/", statements.check, name="statement"),
]
