"""Panels of the unit editor."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel


class SubmissionPanel(Panel):
    """Where the unit's last submission is, and what was answered."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("heading", _("Inspection"))
        super().__init__(**kwargs)

    class BoundPanel(Panel.BoundPanel):
        template_name = "modules/panels/submission.html"

        def is_shown(self) -> bool:
            return super().is_shown() and self._submission() is not None

        def get_context_data(self, parent_context: Any = None) -> Any:
            context = super().get_context_data(parent_context)
            context["submission"] = self._submission()
            return context

        def _submission(self) -> Any:
            from modules.models import Submission

            if self.instance is None or self.instance.pk is None:
                return None
            return (
                Submission.objects.for_page(self.instance)
                .select_related("requested_by", "job")
                .first()
            )
