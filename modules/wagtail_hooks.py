"""Registrations with Wagtail."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from modules.viewsets import (
    ContributionViewSet,
    CriteriaGridViewSet,
    UnitPageViewSet,
    UnitViewSet,
)


class InspectionGroup(ViewSetGroup):
    """Menu of what administrators set up for the inspection."""

    menu_label = _("Inspection")
    menu_icon = "clipboard-list"
    items = (UnitViewSet("units"), CriteriaGridViewSet("criteria_grids"))


@hooks.register("register_admin_viewset")
def register_inspection() -> InspectionGroup:
    """See the documentation of ``register_admin_viewset``."""
    return InspectionGroup()


@hooks.register("register_admin_viewset")
def register_unit_page() -> UnitPageViewSet:
    """See the documentation of ``register_admin_viewset``."""
    return UnitPageViewSet("unit_pages")


@hooks.register("register_admin_viewset")
def register_contributions() -> ContributionViewSet:
    """See the documentation of ``register_admin_viewset``."""
    return ContributionViewSet("contributions")
