"""What the unit does when a workflow changes under it."""

from typing import Any

from wagtail.signals import task_cancelled, task_rejected


def connect() -> None:
    """Connect the receivers; called once when the app is ready."""
    task_cancelled.connect(_task_ended, dispatch_uid="modules.task_cancelled")
    task_rejected.connect(_task_ended, dispatch_uid="modules.task_rejected")


def _task_ended(sender: Any, instance: Any, **kwargs: Any) -> None:
    from modules.actions import cancel_submission

    cancel_submission(task_state_id=instance.pk)
