"""Registrations with Wagtail."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup

from modules.views.components import components
from modules.viewsets import (
    ContributionViewSet,
    CriteriaGridViewSet,
    UnitPageViewSet,
    UnitViewSet,
)
from modules.visibility import linkable


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


@hooks.register("register_admin_urls")
def register_components() -> list[URLPattern]:
    """See the documentation of ``register_admin_urls``."""
    return [path("composants/", components, name="components")]


@hooks.register("register_settings_menu_item")
def register_components_item() -> MenuItem:
    """See the documentation of ``register_settings_menu_item``."""
    return MenuItem(_("Components"), reverse("components"), icon_name="code")


@hooks.register("construct_page_chooser_queryset")
def hide_colleagues_units(pages: Any, request: HttpRequest) -> Any:
    """See the documentation of ``construct_page_chooser_queryset``."""
    return linkable(pages, request.user)
