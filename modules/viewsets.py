"""Plain admin views of the unit app."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.viewsets.pages import PageViewSet

from modules.models import CriteriaGrid, Unit, UnitPage
from modules.views.editor import UnitCreateView, UnitEditView


class UnitPageViewSet(PageViewSet):
    """The unit's editor."""

    model = UnitPage
    add_view_class = UnitCreateView
    edit_view_class = UnitEditView


class UnitViewSet(ModelViewSet):
    """Where a unit belongs: campus, sector, academy."""

    model = Unit
    icon = "doc-full"
    menu_label = _("Units and places")
    form_fields = ["campus", "sector", "academy"]
    list_display = ["slug", "campus", "sector", "academy", "demo"]
    copy_view_enabled = False
    pk_path_converter = "uuid"


class CriteriaGridViewSet(ModelViewSet):
    """The criteria that inspectors answer."""

    model = CriteriaGrid
    icon = "list-ol"
    list_display = ["title", "version"]
    exclude_form_fields: list[str] = []
