"""Mails about the inspection: to those who may decide, then to those who handed in.

Each ``announce_…`` is called in the transaction of what it tells. What it records is
looked at again when the mail leaves, at courteous hours: somebody may have withdrawn
the unit, decided on it or submitted it again meanwhile.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from cms import mail
from modules.models import Submission, SubmissionState, UnitVersion
from modules.permissions import people_who_may_judge, user_can_decide

READY = "modules.submission_ready"
APPROVED = "modules.submission_approved"
CHANGES_REQUESTED = "modules.changes_requested"
FAILED = "modules.submission_failed"


def register_all() -> None:
    """Register what writes the mails when they leave."""
    mail.register(READY, compose_ready)
    mail.register(APPROVED, compose_approved)
    mail.register(CHANGES_REQUESTED, compose_changes_requested)
    mail.register(FAILED, compose_failed)


def announce_ready(submission: Submission) -> None:
    """Tell the inspectors who may judge a submission that it can be read."""
    inspectors = people_who_may_judge(submission).filter(is_active=True)
    for user_id in inspectors.values_list("pk", flat=True):
        _record(READY, submission, user_id)


def announce_decision(submission: Submission) -> None:
    """Tell those who handed a unit in what was decided."""
    approved = submission.state == SubmissionState.APPROVED
    _tell_authors(APPROVED if approved else CHANGES_REQUESTED, submission)


def announce_failure(submission: Submission) -> None:
    """Tell those who handed a unit in that it could not be prepared."""
    _tell_authors(FAILED, submission)


def compose_ready(*, submission: int, user: int) -> mail.Message | None:
    """Write to an inspector, unless the submission is not theirs to judge any more."""
    reader = _reader(user)
    found = (
        Submission.objects.decidable()
        .select_related("unit__page", "unit__sector", "unit__academy")
        .filter(pk=submission)
        .first()
    )
    if reader is None or found is None or not user_can_decide(reader, found):
        return None
    return _message(
        reader,
        _("To inspect: “%(title)s”") % {"title": found.title},
        "ready",
        submission=found,
        inspection_url=mail.address("inspection_submission", found.pk),
    )


def compose_approved(*, submission: int, user: int) -> mail.Message | None:
    """Write to an author that the visa was given."""
    reader = _reader(user)
    version = UnitVersion.objects.filter(submission_id=submission).first()
    if reader is None or version is None:
        return None
    found = Submission.objects.get(pk=submission)
    return _message(
        reader,
        _("Visa given: “%(title)s”") % {"title": version.title},
        "approved",
        submission=found,
        version=version,
        unit_url=mail.address("unit", version.slug),
    )


def compose_changes_requested(*, submission: int, user: int) -> mail.Message | None:
    """Write to an author what the inspector asks for, unless they have done it."""
    return _to_author(
        submission, user, _("To take up again: “%(title)s”"), "changes_requested"
    )


def compose_failed(*, submission: int, user: int) -> mail.Message | None:
    """Write to an author why nothing was handed in, unless they did it again."""
    return _to_author(submission, user, _("Not handed in yet: “%(title)s”"), "failed")


def _to_author(
    submission: int, user: int, subject: str, template: str
) -> mail.Message | None:
    reader = _reader(user)
    found = (
        Submission.objects.newest_of_unit()
        .select_related("unit__page")
        .filter(pk=submission, unit__page__isnull=False)
        .first()
    )
    if reader is None or found is None:
        return None
    return _message(
        reader,
        subject % {"title": found.title},
        template,
        submission=found,
        editor_url=mail.address("wagtailadmin_pages:edit", found.unit.page_id),
    )


def _tell_authors(name: str, submission: Submission) -> None:
    page = submission.unit.page
    for user_id in {submission.requested_by_id, page.owner_id if page else None}:
        if user_id is not None:
            _record(name, submission, user_id)


def _record(name: str, submission: Submission, user_id: int) -> None:
    mail.send_composed(
        name,
        about={"submission": submission.pk, "user": user_id},
        dedupe_key=f"{name}:{submission.pk}:{user_id}",
    )


def _reader(user_id: int) -> Any:
    return get_user_model().objects.filter(pk=user_id, is_active=True).first()


def _message(reader: Any, subject: str, template: str, **context: Any) -> mail.Message:
    body = mail.render(
        f"modules/mails/{template}.txt", name=reader.get_full_name(), **context
    )
    return mail.Message(to=reader.email, subject=subject, body=body)
