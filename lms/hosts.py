"""What this app gives to the pages of units: an adapter, and where somebody is."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import urlencode

from lms.following import shelf_of
from lms.tokens import person_key
from modules.hosting import Host, Resume
from modules.models import UnitVersion

ADAPTER = "lms/adapters/adapter-site.js"


def host_for(request: HttpRequest, version: UnitVersion) -> Host | None:
    """Keep the progress of who is signed in; leave the others to their browser."""
    if not request.user.is_authenticated:
        return None
    # The adapter reads the cookie that this sets each time it opens an attempt.
    get_token(request)
    return Host(
        ADAPTER,
        {
            "commit": reverse("progress_commit"),
            "open": reverse("progress_open"),
            "following": reverse("my_following"),
            "signIn": (
                f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.path})}"
            ),
            "csrfCookie": settings.CSRF_COOKIE_NAME,
            "user": person_key(request.user),
            "unit": str(version.unit_id),
            "version": version.number,
        },
    )


def resume_for(user: Any, unit_id: UUID | None) -> Resume | None:
    """Return where somebody is in a unit, or in the last one they have not finished."""
    if not user.is_authenticated:
        return None
    entry = shelf_of(user, unit_id).latest(unit_id)
    if entry is None:
        return None
    return Resume(
        unit_id=entry.version.unit_id,
        title=entry.version.title,
        language=entry.version.language,
        url=reverse("unit_player", args=[entry.version.slug]),
        place=entry.place,
        percent=entry.following.percent,
        finished=entry.following.is_finished,
    )
