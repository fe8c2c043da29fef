"""Who may do what with a unit. Every view asks here, for every object."""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.models import Revision
from wagtail.permission_policies import ModelPermissionPolicy

from cms.models import Mandate
from modules.models import Submission


class UnitPolicy(ModelPermissionPolicy):
    """Rights on unit identities: they come with a page and are never deleted.

    Versions and visas name them for as long as evidence is kept.
    """

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action in ("add", "delete"):
            return False
        return super().user_has_permission(user, action)


def current_mandate(user: Any, submission: Submission) -> Mandate | None:
    """Return the user's mandate that covers the unit today, if there is one."""
    if not user.is_authenticated:
        return None
    unit = submission.unit
    return (
        Mandate.objects.current(timezone.localdate())
        .covering(sector_id=unit.sector_id, academy_id=unit.academy_id)
        .filter(inspector=user)
        .order_by("-valid_from", "-pk")
        .first()
    )


def user_can_inspect(user: Any, submission: Submission) -> bool:
    """Tell whether the user may read this submission's frozen document."""
    return current_mandate(user, submission) is not None


def user_is_party(user: Any, submission: Submission) -> bool:
    """Tell whether the user wrote, owns or submitted what they would judge."""
    return user.pk in _parties(submission)


def people_who_may_judge(submission: Submission) -> Any:
    """Return the accounts whose mandate covers the unit today and who are not party."""
    unit = submission.unit
    mandates = Mandate.objects.current(timezone.localdate()).covering(
        sector_id=unit.sector_id, academy_id=unit.academy_id
    )
    return (
        get_user_model()
        .objects.filter(pk__in=mandates.values("inspector"))
        .exclude(pk__in=_parties(submission))
    )


def user_can_decide(user: Any, submission: Submission) -> bool:
    """Tell whether the user may decide on this submission now."""
    return (
        submission.is_decidable
        and user_can_inspect(user, submission)
        and not user_is_party(user, submission)
    )


def _parties(submission: Submission) -> set[int]:
    page = submission.unit.page
    writer = (
        Revision.objects.filter(pk=submission.revision_id)
        .values_list("user_id", flat=True)
        .first()
    )
    parties = {submission.requested_by_id, writer, page.owner_id if page else None}
    return {party for party in parties if party is not None}
