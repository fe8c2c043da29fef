"""The inspection: queue, frozen document, criteria, decision.

Inspectors have no admin access: these pages act through the workflow task.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cms import blobs
from modules.actions import DecisionRefused, decide
from modules.forms import decision_form_class
from modules.models import Submission
from modules.permissions import (
    user_can_decide,
    user_can_inspect,
    user_is_party,
)
from modules.previews import submission_page
from modules.views.units import asset, unreadable

PER_PAGE = 20


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """List what waits for a visa in the inspector's sectors and academies."""
    if not getattr(request.user, "is_inspector", False):
        raise PermissionDenied(_("No inspection mandate of yours is in force today."))
    waiting = (
        Submission.objects.decidable()
        .inspectable_by(request.user)
        .select_related("unit__sector", "unit__academy", "unit__campus", "requested_by")
        .order_by("requested_at", "pk")
    )
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "modules/inspection/queue.html", {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submission(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Show one submission with its criteria; take the decision."""
    found = _inspectable(request, submission_id)
    deciding = request.method == "POST"
    action = request.POST.get("decision", "") if deciding else "approve"
    if action not in ("approve", "reject"):
        raise SuspiciousOperation
    form = _form(found, action, request.POST if deciding else None)
    if deciding and form is None:
        messages.error(
            request, _("This inspection is over: your decision was not recorded.")
        )
        return redirect("inspection_submission", found.pk)
    if deciding and form.is_valid():
        try:
            decide(submission_id=found.pk, user=request.user, form=form)
        except DecisionRefused as refused:
            messages.error(request, str(refused))
            return redirect("inspection_submission", found.pk)
        messages.success(request, _decided(action, found))
        return redirect("inspection_queue")
    context = {
        "submission": found,
        "form": form,
        "findings": found.gate_report.get("findings", []),
        "can_decide": user_can_decide(request.user, found),
        "is_party": user_is_party(request.user, found),
    }
    status = 422 if form is not None and form.is_bound else 200
    return TemplateResponse(
        request, "modules/inspection/submission.html", context, status=status
    )


@login_required
@require_safe
def reading(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Play the frozen document; nothing is recorded."""
    found = _inspectable(request, submission_id)
    if not found.fingerprint:
        raise PermissionDenied(_("This submission is not ready yet."))
    decision = reverse("inspection_submission", args=[found.pk])
    home = (f"{decision}#answer", _("Back to the decision"))
    try:
        response = HttpResponse(submission_page(found, home=home))
    except blobs.BlobError:
        return unreadable(request)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def reading_asset(request: HttpRequest, submission_id: int, name: str) -> HttpResponse:
    """Serve an asset of a submission's frozen document to its inspector."""
    return asset(_inspectable(request, submission_id).fingerprint, name)


def _inspectable(request: HttpRequest, submission_id: int) -> Submission:
    found = get_object_or_404(
        Submission.objects.select_related(
            "unit__sector", "unit__academy", "unit__campus", "unit__page"
        ),
        pk=submission_id,
    )
    if not user_can_inspect(request.user, found):
        raise PermissionDenied(_("No mandate of yours covers this unit today."))
    return found


def _form(found: Submission, action: str, data: Any) -> Any:
    if not found.is_decidable or found.task_state is None:
        return None
    grid = found.task_state.task.specific.grid
    return decision_form_class(grid, action)(data)


def _decided(action: str, found: Submission) -> str:
    if action == "approve":
        return _("Visa given to “%(title)s”.") % {"title": found.title}
    return _("“%(title)s” goes back to its author with your message.") % {
        "title": found.title
    }
