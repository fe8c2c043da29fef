"""What units keep about the people who submit and inspect them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.personal_data import Section
from modules.models import Approval, Submission


def export_inspection(user: Any) -> dict[str, Any]:
    """Return the submissions that the person made and the visas that they gave."""
    submissions = Submission.objects.filter(requested_by=user).order_by("pk")
    visas = Approval.objects.filter(inspector_id=user.pk).order_by("pk")
    return {
        "submissions": [
            {
                "title": submission.title,
                "at": submission.requested_at.isoformat(),
                "state": submission.state,
            }
            for submission in submissions
        ],
        "visas": [visa.exported() for visa in visas],
    }


def erase_inspection(user: Any) -> None:
    """Nothing: evidence stays, and a submission loses its link with the account's row."""


INSPECTION = Section(
    name="inspection",
    label=_("Your submissions and your visas"),
    kept=_(
        "The units that you submitted, and the visas that you gave, which are public."
        " They are kept as long as the unit."
    ),
    concerns=lambda user: any(export_inspection(user).values()),
    export=export_inspection,
    erase=erase_inspection,
    effect=_(
        "Submissions lose their link to you. Visas and decisions keep the name and the"
        " capacity that you had on that day: they are evidence, and are never changed."
    ),
)
