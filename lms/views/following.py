"""A person's own pages: what they follow, what waits in their browser, stopping."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from lms import actions
from lms.following import shelf_of
from lms.tokens import person_key
from lms.views.calls import Refused, answering_json, read_json, unit_uuid
from modules.models import UnitVersion


@login_required
@require_safe
def my_following(request: HttpRequest) -> HttpResponse:
    """Show what the person follows, where they are, and what is new."""
    context = {
        "shelf": shelf_of(request.user),
        "person_key": person_key(request.user),
        "bring_in_url": reverse("progress_bring_in"),
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }
    response = TemplateResponse(request, "lms/my_following.html", context)
    response["Cache-Control"] = "private, no-cache"
    return response


@require_POST
@answering_json
def bring_in(request: HttpRequest) -> dict[str, str]:
    """Join a state kept by this browser into the person's own: ``unit``, ``state``.

    Answers the unit's ``title``.
    """
    unit, text = read_json(request, unit=str, state=str)
    if not request.user.is_authenticated:
        words = _("Sign in again to save your progress.")
        raise Refused(401, "signed_out", words)
    version = UnitVersion.objects.current().filter(unit_id=unit_uuid(unit)).first()
    if version is None:
        raise Refused(404, "unknown", _("This unit is not offered any more."))
    try:
        actions.bring_in(user=request.user, version=version, text=text)
    except actions.StateRefused as error:
        words = _("What was sent is no progress that this site understands.")
        raise Refused(400, "state", words) from error
    return {"title": version.title}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop_following(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Ask, then forget what the person did in a unit."""
    entry = shelf_of(request.user, unit_id).latest(unit_id)
    if entry is None:
        return redirect("my_following")
    if request.method == "POST":
        actions.stop_following(user=request.user, unit_id=unit_id)
        words = _(
            "“%(title)s” is no longer in what you follow: its progress is erased."
        )
        messages.success(request, words % {"title": entry.version.title})
        return redirect("my_following")
    return TemplateResponse(request, "lms/stop_following.html", {"entry": entry})
