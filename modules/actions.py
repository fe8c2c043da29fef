"""Verbs on units: give an identity, submit, record, decide.

Each checks, does, and leaves side effects to the commit; each raises named errors.
"""

import hashlib
from datetime import UTC
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision, TaskState, WorkflowState

from cms import canonical, jobs, keys
from cms.dates import years_later
from cms.models import Mandate
from cms.signatures import Signer
from modules import freezing, gate, mails
from modules.assets import NoAssets
from modules.builder import build
from modules.forms import RESERVATION, DecisionForm, decision_form_class
from modules.models import (
    Approval,
    Submission,
    SubmissionState,
    Unit,
    UnitPage,
    UnitVersion,
)
from modules.permissions import current_mandate, user_is_party

APPROVAL_SCHEMA_VERSION = 1


class SubmissionRefused(Exception):
    """The unit cannot be submitted yet; ``findings`` say what and where."""

    def __init__(self, findings: tuple[gate.Finding, ...]) -> None:
        super().__init__("; ".join(finding.message for finding in findings))
        self.findings = findings


class DecisionRefused(PermissionDenied):
    """No decision is possible; the message says why, in the reader's language."""


class InvalidDecision(DecisionRefused):
    """The answers given are incomplete or make no sense; ``form`` has the details."""

    def __init__(self, form: DecisionForm) -> None:
        super().__init__(_("The answers are incomplete."))
        self.form = form


def give_identity(*, page: UnitPage) -> Unit:
    """Create the unit of a new page.

    It starts in the campus, sector and academy of its owner's latest unit: most
    authors write for one place.
    """
    previous = (
        Unit.objects.filter(page__owner_id=page.owner_id, campus__isnull=False)
        .order_by("-page_id")
        .first()
        if page.owner_id
        else None
    )
    return Unit.objects.create(
        page=page,
        slug=Unit.free_slug(page.slug),
        campus=previous.campus if previous else None,
        sector=previous.sector if previous else None,
        academy=previous.academy if previous else None,
    )


def follow_address(*, page: UnitPage) -> None:
    """Let the unit's public address follow its page's until it is first submitted.

    Wagtail saves a page while its title is still being typed.
    """
    unit = Unit.objects.get(page=page)
    slug = Unit.free_slug(page.slug, of=unit)
    if slug != unit.slug and not unit.submissions.exists():
        unit.slug = slug
        unit.save(update_fields=["slug"])


def submit_unit(*, page: UnitPage, user: Any) -> Submission:
    """Hand the latest revision in for inspection.

    Raises :class:`SubmissionRefused` with nothing changed, or PermissionDenied when
    the user may not submit it, or its workflow does not begin with the inspection.
    """
    rights = page.permissions_for_user(user)
    # The second asks about the page only, not about the person.
    if not (rights.can_edit() and rights.can_submit_for_moderation()):
        raise PermissionDenied
    with transaction.atomic():
        state = page.current_workflow_state
        if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
            state.resume(user)
        else:
            page.get_workflow().start(page, user)
        submission = Submission.objects.open().for_page(page).first()
        if submission is None:
            raise PermissionDenied(
                _("The workflow of this page does not begin with the inspection.")
            )
    return submission


def record_submission(*, task_state: TaskState, user: Any) -> Submission:
    """Record what the inspection task starts with, and ask for its freezing.

    Called in the transaction that starts the task, whatever started it. Raises
    :class:`SubmissionRefused`, which must undo that transaction.
    """
    revision = task_state.revision
    page = revision.as_object()
    _document, findings = build(page, NoAssets())
    blocking = tuple(finding for finding in findings if finding.is_blocking)
    if blocking:
        raise SubmissionRefused(blocking)
    unit = Unit.objects.get(page_id=page.pk)
    Submission.objects.open().filter(unit=unit).update(state=SubmissionState.CANCELLED)
    submission = Submission.objects.create(
        unit=unit,
        title=page.title.strip(),
        language=page.language,
        revision_id=revision.pk,
        source_sha256=freezing.source_digest(revision),
        requested_by=user,
        task_state=task_state,
        gate_report=gate.report(findings),
    )
    submission.job = jobs.enqueue(
        freezing.KIND,
        {"submission": submission.pk},
        dedupe_key=str(submission.pk),
        by=user,
    )
    submission.save(update_fields=["job"])
    return submission


def decide_through_task(
    *, task_state: TaskState, user: Any, action_name: str, data: dict[str, Any]
) -> None:
    """Decide with what the workflow views hand over, which nobody validated.

    Raises :class:`DecisionRefused`.
    """
    if action_name not in ("approve", "reject"):
        raise DecisionRefused(_("This action does not exist."))
    submission = Submission.objects.filter(task_state_id=task_state.pk).first()
    if submission is None:
        raise DecisionRefused(_("Nothing was submitted here."))
    grid = task_state.task.specific.grid
    form = decision_form_class(grid, action_name)(data=data)
    if not form.is_valid():
        raise InvalidDecision(form)
    decide(submission_id=submission.pk, user=user, form=form)


def decide(*, submission_id: int, user: Any, form: DecisionForm) -> Approval | None:
    """Approve or send back exactly what was frozen, in one short transaction.

    ``form`` is valid. Nothing here reads a file, an image or the network: the document
    was frozen when the unit was submitted. Raises :class:`DecisionRefused`.
    """
    signer = keys.signer()
    with transaction.atomic():
        submission = _lock(submission_id)
        mandate, task_state = _check_decision(submission, user)
        task_state.answers = form.answers()
        task_state.save(update_fields=["answers"])
        submission.answers = task_state.answers
        submission.decided_by_name = str(user)
        submission.decided_at = timezone.now()
        submission.reason = comment = form.cleaned_data["comment"].strip()
        if form.action == "reject":
            submission.state = SubmissionState.CHANGES_REQUESTED
            submission.save()
            task_state.reject(user=user, comment=comment)
            mails.announce_decision(submission)
            return None
        try:
            approval = _seal(submission, user, mandate, form, signer)
        except keys.KeyRetired as error:
            raise DecisionRefused(key_has_ended()) from error
        submission.state = SubmissionState.APPROVED
        submission.save()
        task_state.approve(user=user, update=False, comment=comment)
        _advance(task_state, user)
        mails.announce_decision(submission)
    return approval


def key_has_ended() -> str:
    """Return what to say when the configured key may not sign any more."""
    return _(
        "The signing key of this site has ended: an administrator must configure the"
        " current one."
    )


def cancel_submission(*, task_state_id: int, reason: str = "") -> None:
    """Note that the task behind a submission ended without a decision."""
    Submission.objects.open().filter(task_state_id=task_state_id).update(
        state=SubmissionState.CANCELLED, reason=reason, decided_at=timezone.now()
    )


def _lock(submission_id: int) -> Submission:
    # In the order in which Wagtail takes them when an author withdraws.
    states = WorkflowState.objects.filter(
        task_states__submission__pk=submission_id
    ).values_list("pk", flat=True)
    for model, rows in (
        (WorkflowState, Q(pk__in=list(states))),
        (TaskState, Q(submission__pk=submission_id)),
    ):
        list(model.objects.select_for_update(of=("self",)).filter(rows))
    return (
        Submission.objects.select_for_update(of=("self",))
        .select_related("unit__campus", "unit__sector", "unit__academy")
        .get(pk=submission_id)
    )


def _check_decision(submission: Submission, user: Any) -> tuple[Mandate, Any]:
    if not submission.is_decidable:
        raise DecisionRefused(
            _("This submission is no longer waiting for a decision, or not yet.")
        )
    mandate = current_mandate(user, submission)
    if mandate is None:
        raise DecisionRefused(_("No mandate of yours covers this unit today."))
    if user_is_party(user, submission):
        raise DecisionRefused(
            _("You wrote, own or submitted this unit: somebody else must decide.")
        )
    revision = Revision.objects.filter(pk=submission.revision_id).first()
    if revision is None or freezing.source_digest(revision) != submission.source_sha256:
        raise DecisionRefused(
            _("The draft behind this submission was changed: submit the unit again.")
        )
    task_state = submission.task_state and submission.task_state.specific
    if task_state is None or task_state.status != TaskState.STATUS_IN_PROGRESS:
        raise DecisionRefused(_("This inspection is over."))
    return mandate, task_state


def _advance(task_state: Any, user: Any) -> None:
    # WorkflowState.update() would start this task again when a later draft exists;
    # what was inspected goes on, later drafts stay drafts.
    workflow_state = task_state.workflow_state
    tasks = list(workflow_state.workflow.tasks.filter(active=True))
    following = tasks[[task.pk for task in tasks].index(task_state.task_id) + 1 :]
    if following:
        workflow_state.current_task_state = task_state
        workflow_state.update(user=user, next_task=following[0])
    else:
        workflow_state.finish(user=user)


def _seal(
    submission: Submission,
    user: Any,
    mandate: Mandate,
    form: DecisionForm,
    signer: Signer,
) -> Approval:
    now = timezone.now()
    answers = form.answers()
    unit = submission.unit
    number = UnitVersion.objects.next_number(unit.pk)
    today = timezone.localdate(now)
    campus = unit.campus
    if campus is None:
        raise DecisionRefused(_("The unit belongs to no campus."))
    valid_until = years_later(today, campus.label_years)
    demo = unit.demo or signer.demo
    keys.publish(signer)
    record = canonical.dumps(
        {
            "schema_version": APPROVAL_SCHEMA_VERSION,
            "kind": "approval",
            "unit_id": str(unit.pk),
            "title": submission.title,
            "version": number,
            "fingerprint": submission.fingerprint,
            "inspector": {"name": str(user), "capacity": mandate.capacity},
            "mandate": {
                "id": mandate.pk,
                "sector": unit.sector.name if unit.sector else "",
                "academy": unit.academy.name if unit.academy else "",
                "valid_from": mandate.valid_from.isoformat(),
                "valid_to": (
                    mandate.valid_to.isoformat() if mandate.valid_to else None
                ),
            },
            "campus": {
                "name": campus.name,
                "label_start": campus.label_start.isoformat(),
                "label_years": campus.label_years,
            },
            "grid": {"title": form.grid.title, "version": form.grid.version},
            "criteria": answers,
            "gate_report_sha256": hashlib.sha256(
                canonical.dumps(submission.gate_report)
            ).hexdigest(),
            "with_reservations": any(a["answer"] == RESERVATION for a in answers),
            "approved_on": today.isoformat(),
            "approved_at": now.astimezone(UTC).isoformat(timespec="seconds"),
            "valid_until": valid_until.isoformat(),
            "demo": demo,
            "key_id": signer.key_id,
        }
    )
    UnitVersion.objects.create(
        unit_id=unit.pk,
        number=number,
        fingerprint=submission.fingerprint,
        slug=unit.slug,
        title=submission.title,
        language=submission.language,
        demo=demo,
        submission_id=submission.pk,
        approved_at=now,
    )
    return Approval.objects.create(
        unit_id=unit.pk,
        version=number,
        fingerprint=submission.fingerprint,
        inspector_id=user.pk,
        inspector_name=str(user),
        approved_at=now,
        valid_until=valid_until,
        demo=demo,
        record=record.decode("utf-8"),
        key_id=signer.key_id,
        public_key=signer.public_key,
        signature=signer.sign(record),
    )
