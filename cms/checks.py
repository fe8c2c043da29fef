"""System checks: every misconfiguration we can name."""

from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from cms.app_settings import app_settings


def register_all() -> None:
    """Register the checks of the foundation."""
    register(check_blob_storage)
    register(check_directories)
    register(Tags.security)(check_signing_key)
    register(Tags.security)(check_signing_key_is_current)
    register(Tags.security)(check_documents_are_served_by_a_view)
    register(Tags.security, deploy=True)(check_mails_leave)
    register(Tags.security, deploy=True)(check_links_lead_here)
    register(check_identity_is_complete, deploy=True)


def check_signing_key(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """cms.E001: the signing key is missing or malformed."""
    from cms.keys import signer

    try:
        signer()
    except (ImproperlyConfigured, OSError) as error:
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


def check_blob_storage(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """cms.E003: there is nowhere to keep frozen documents."""
    if "blobs" not in getattr(settings, "STORAGES", {}):
        return [
            Error(
                "STORAGES has no alias 'blobs'",
                hint=(
                    "Add a private storage, for instance cms.storage.BlobFileStorage "
                    "with a location outside MEDIA_ROOT."
                ),
                id="cms.E003",
            )
        ]
    return []


def check_directories(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """cms.E004: a directory that the apps need is not configured or does not exist."""
    values = getattr(settings, "CMS", {})
    problems = [
        (f"CMS has no {name!r}", f"Set CMS[{name!r}] to {what}.")
        for name, what in (
            ("DATA_DIR", "the directory of everything that the site writes"),
            ("BUILD_DIR", "the directory that the front-end build wrote"),
        )
        if not values.get(name)
    ]
    if values.get("DATA_DIR") and not app_settings.data_dir.is_dir():
        problems.append(
            (
                f"CMS['DATA_DIR'] is no directory: {app_settings.data_dir}",
                "Make it, writable by the site only.",
            )
        )
    return [Error(problem, hint=hint, id="cms.E004") for problem, hint in problems]


def check_signing_key_is_current(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """cms.E005: the configured key has ended; every signature will be refused."""
    from cms.keys import retirement, signer
    from cms.models import PublicKey

    if check_signing_key(None):
        return []
    try:
        if PublicKey._meta.db_table not in connection.introspection.table_names():
            return []
        ended = retirement(signer())
    except DatabaseError:
        # Before the first migrate, or without a database, no key has ended.
        return []
    if ended is not None:
        return [
            Error(
                f"PASSERELLE_SIGNING_KEY ended on {ended.isoformat()}",
                hint="Another key took over on that day. Configure it, or make a new one.",
                id="cms.E005",
            )
        ]
    return []


def check_identity_is_complete(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """cms.W001: pages that the law wants still say “to be filled in”."""
    from cms.models import SiteIdentity

    try:
        if SiteIdentity._meta.db_table not in connection.introspection.table_names():
            return []
        missing = SiteIdentity.current().missing
    except DatabaseError:
        return []
    if missing:
        return [
            CheckWarning(
                f"The identity of the site lacks: {', '.join(missing)}",
                hint="Fill it in, in the administration, under Settings.",
                id="cms.W001",
            )
        ]
    return []


def check_mails_leave(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """cms.W002: nobody said which server takes the mails, or from whom they come."""
    backend = settings.EMAIL_BACKEND.rsplit(".", 2)[-2]
    problems = []
    if backend in ("console", "dummy", "filebased", "locmem"):
        problems.append(f"mails go nowhere: EMAIL_BACKEND is {backend!r}")
    if parseaddr(settings.DEFAULT_FROM_EMAIL)[1].endswith("@localhost"):
        problems.append(f"mails come from {settings.DEFAULT_FROM_EMAIL!r}")
    hint = (
        "Without mails nobody can open an account or choose another password. Set"
        " EMAIL_URL to your mail server and MAIL_FROM to an address it accepts."
    )
    return [CheckWarning(problem, hint=hint, id="cms.W002") for problem in problems]


def check_links_lead_here(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """cms.W003: links in mails lead to the reader's own machine."""
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL or "").hostname
    if host and host not in ("localhost", "127.0.0.1", "::1"):
        return []
    return [
        CheckWarning(
            f"Links in mails begin with {settings.WAGTAILADMIN_BASE_URL!r}",
            hint="Set PASSERELLE_URL to the public address of the site.",
            id="cms.W003",
        )
    ]
