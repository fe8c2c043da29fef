"""System checks: every misconfiguration we can name."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured


def register_all() -> None:
    """Register the checks of the foundation."""
    register(Tags.security)(check_signing_key)
    register(Tags.security)(check_documents_are_served_by_a_view)


def check_signing_key(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """cms.E001: the signing key is missing or malformed."""
    from cms.keys import signer

    try:
        signer()
    except ImproperlyConfigured as error:
        return [
            Error(
                str(error),
                hint="Set PASSERELLE_SIGNING_KEY to base64 of 32 random bytes.",
                id="cms.E001",
            )
        ]
    return []


def check_documents_are_served_by_a_view(
    app_configs: Any, **kwargs: Any
) -> list[CheckMessage]:
    """cms.E002: documents would bypass their privacy settings."""
    if getattr(settings, "WAGTAILDOCS_SERVE_METHOD", None) != "serve_view":
        return [
            Error(
                "WAGTAILDOCS_SERVE_METHOD is not 'serve_view'",
                hint="Remote storages otherwise hand out private documents.",
                id="cms.E002",
            )
        ]
    return []
