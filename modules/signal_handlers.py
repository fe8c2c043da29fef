"""What the unit does when a workflow or a vocabulary changes under it."""

from typing import Any

from django.db.models.signals import post_save, pre_delete
from django.utils import timezone
from wagtail.models import WorkflowState
from wagtail.signals import (
    task_cancelled,
    task_rejected,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)


def connect() -> None:
    """Connect the receivers; called once when the app is ready."""
    task_cancelled.connect(_task_ended, dispatch_uid="modules.task_cancelled")
    task_rejected.connect(_task_ended, dispatch_uid="modules.task_rejected")
    pre_delete.connect(
        _page_goes, sender="modules.UnitPage", dispatch_uid="modules.page_goes"
    )
    for vocabulary in ("cms.Theme", "cms.Level", "cms.Qualification"):
        post_save.connect(
            _term_saved, sender=vocabulary, dispatch_uid=f"modules.saved.{vocabulary}"
        )
    _take_over_mails()


def _task_ended(sender: Any, instance: Any, **kwargs: Any) -> None:
    from modules.actions import cancel_submission

    cancel_submission(task_state_id=instance.pk)


def _page_goes(sender: Any, instance: Any, **kwargs: Any) -> None:
    from modules.models import Submission, SubmissionState

    Submission.objects.open().for_page(instance).update(
        state=SubmissionState.CANCELLED, decided_at=timezone.now()
    )


def _term_saved(sender: Any, instance: Any, **kwargs: Any) -> None:
    from modules.cards import index_term

    index_term(instance)


def _take_over_mails() -> None:
    """Keep Wagtail's workflow mails for other models only.

    They name revisions and addresses of the admin, which inspectors cannot open. No
    setting turns them off; a receiver with the same identifier takes their place
    whichever app is ready first.
    """
    from wagtail.admin import signal_handlers as wagtails

    for signal, verb, notifier in (
        (workflow_submitted, "submitted", wagtails.workflow_submission_email_notifier),
        (workflow_rejected, "rejected", wagtails.workflow_rejection_email_notifier),
        (workflow_approved, "approved", wagtails.workflow_approval_email_notifier),
    ):
        identifier = f"workflow_state_{verb}_email_notification"
        signal.disconnect(sender=WorkflowState, dispatch_uid=identifier)
        signal.connect(
            _ForOtherModels(notifier),
            sender=WorkflowState,
            dispatch_uid=identifier,
            weak=False,
        )


class _ForOtherModels:
    def __init__(self, notifier: Any) -> None:
        self.notifier = notifier

    def __call__(self, instance: Any, **kwargs: Any) -> None:
        from modules.models import UnitPage

        if not issubclass(instance.content_type.model_class(), UnitPage):
            self.notifier(instance=instance, **kwargs)
