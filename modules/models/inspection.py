"""What an inspector answers, and the workflow task through which they do."""

from typing import Any

from django.db import models
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import AbstractGroupApprovalTask, Orderable, TaskState


class CriteriaGrid(ClusterableModel):
    """An ordered set of criteria. A change of substance is a new version of the grid.

    Visas keep the words of the criteria that were answered, not a link to them.
    """

    title = models.CharField(_("title"), max_length=120)
    version = models.PositiveSmallIntegerField(_("version"), unique=True)

    panels = [
        FieldPanel("title"),
        FieldPanel("version"),
        InlinePanel("criteria", heading=_("Criteria"), min_num=1),
    ]

    class Meta:
        verbose_name = _("criteria grid")
        verbose_name_plural = _("criteria grids")
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"

    @classmethod
    def latest(cls) -> "CriteriaGrid | None":
        newest = cls.objects.aggregate(newest=Max("version"))["newest"]
        return cls.objects.filter(version=newest).first()


class Criterion(Orderable):
    """One thing the inspector checks."""

    grid = ParentalKey(CriteriaGrid, related_name="criteria", on_delete=models.CASCADE)
    code = models.SlugField(_("code"), max_length=40)
    label = models.CharField(_("criterion"), max_length=200)
    guidance = models.TextField(_("what to look at"), blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")

    def __str__(self) -> str:
        return self.label


class InspectionTaskState(TaskState):
    """One inspection, with the answers given."""

    answers = models.JSONField(default=list, blank=True)
    exclude_fields_in_copy = ["taskstate_ptr"]

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")


class InspectionTask(AbstractGroupApprovalTask):
    """The visa as a workflow task.

    Membership of a group opens nothing here: only a current mandate that covers the
    unit does. Every path, dashboard, editor and our own pages, ends in
    :func:`modules.actions.decide`, which validates what it is given.
    """

    grid = models.ForeignKey(
        CriteriaGrid, verbose_name=_("criteria grid"), on_delete=models.PROTECT
    )

    admin_form_fields = [*AbstractGroupApprovalTask.admin_form_fields, "grid"]
    task_state_class = InspectionTaskState

    class Meta:
        verbose_name = _("inspection task")
        verbose_name_plural = _("inspection tasks")

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        from modules.actions import record_submission

        task_state = super().start(workflow_state, user=user)
        record_submission(task_state=task_state, user=user)
        return task_state

    def on_action(
        self, task_state: Any, user: Any, action_name: str, **kwargs: Any
    ) -> None:
        from modules.actions import decide_through_task

        decide_through_task(
            task_state=task_state, user=user, action_name=action_name, data=kwargs
        )

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return False

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not user.is_superuser

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        from modules.models.submissions import Submission
        from modules.permissions import user_can_decide

        submission = Submission.objects.decidable().for_page(obj).first()
        if submission is None or not user_can_decide(user, submission):
            return []
        return [
            ("reject", _("Request changes"), True),
            ("approve", _("Give my visa"), True),
        ]

    def get_form_for_action(self, action: str) -> type:
        from modules.forms import decision_form_class

        return decision_form_class(self.grid, action)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        from modules.models.submissions import Submission

        decidable = Submission.objects.decidable().inspectable_by(user)
        return self.task_states.filter(
            status=TaskState.STATUS_IN_PROGRESS,
            pk__in=decidable.values("task_state_id"),
        )

    @classmethod
    def get_description(cls) -> Any:
        return _("An inspector whose mandate covers the unit gives their visa.")
