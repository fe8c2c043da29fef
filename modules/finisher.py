"""What happens when a workflow ends: named by ``WAGTAIL_FINISH_WORKFLOW_ACTION``.

Wagtail resolves that setting while a class body runs, so nothing that needs models is
imported at the top of this module.
"""

from typing import Any


def finish_workflow(workflow_state: Any, user: Any = None) -> None:
    """Publish exactly the submitted revision of a unit; other models keep Wagtail's way.

    Wagtail publishes the latest revision, which nobody may have inspected, and asks
    for page rights that inspectors do not have. Raises PermissionDenied for a unit
    that has no visa: then the approval did not come through our action.
    """
    from django.core.exceptions import PermissionDenied
    from wagtail.models import Revision
    from wagtail.workflows import publish_workflow_state

    from modules.models import Submission, UnitPage, UnitVersion

    if not issubclass(workflow_state.content_type.model_class(), UnitPage):
        publish_workflow_state(workflow_state, user=user)
        return
    submission = Submission.objects.filter(
        task_state__workflow_state=workflow_state, state="approved"
    ).first()
    if (
        submission is None
        or not UnitVersion.objects.filter(submission_id=submission.pk).exists()
    ):
        raise PermissionDenied
    revision = Revision.objects.get(pk=submission.revision_id)
    revision.publish(user=user, skip_permission_checks=True)
