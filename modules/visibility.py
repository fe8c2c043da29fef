"""Who sees a unit while it is being written: those who may edit it, nobody else.

Wagtail lets whoever may add pages in a place see everything in that place, and several
of its views name a page before asking whether the person may see it.
"""

from typing import Any

from django.db.models import F, Q, QuerySet
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from modules.models import UnitPage

HANDLING = {"change", "publish", "lock", "unlock", "bulk_delete"}


class UnitVisibilityPolicy(PagePermissionPolicy):
    """Wagtail's rights on pages, except that a right to add shows no colleague's unit.

    Listings, searches, reports and the internal API of the admin all ask here.
    """

    def explorable_instances(self, user: Any) -> Any:
        pages = super().explorable_instances(user)
        return pages.exclude(pk__in=self.hidden_units(user).values("pk"))

    def hidden_units(self, user: Any) -> QuerySet[Page]:
        """Return the pages of units that this person may not see in the admin."""
        handled = self.instances_user_has_any_permission_for(user, HANDLING)
        units = Page.objects.exact_type(UnitPage)
        return units.exclude(pk__in=handled.values("pk"))


policy = UnitVisibilityPolicy()


def linkable(pages: Any, user: Any) -> Any:
    """Leave out of ``pages`` the units whose written title this person may not see.

    A colleague's unit can still be linked to under the title that everybody reads.
    """
    public = Q(live=True, draft_title=F("title"))
    hidden = policy.hidden_units(user).exclude(public)
    return pages.exclude(pk__in=hidden.values("pk"))
