"""Plain admin views of the unit app."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.viewsets.pages import PageViewSet

from cms.models import CampusMember
from cms.viewsets import JoinedViewSet
from modules.models import Contribution, CriteriaGrid, Unit, UnitPage
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


class MemberField(forms.ModelChoiceField):
    """Names each member with its campus."""

    def label_from_instance(self, obj: CampusMember) -> str:
        return f"{obj.campus.display_name} – {obj.label}"


class ContributionForm(forms.ModelForm):
    """Who did what for which unit."""

    member = MemberField(
        CampusMember.objects.select_related("campus", "establishment"),
        label=_("member"),
    )

    class Meta:
        model = Contribution
        fields = ["unit", "member", "nature"]


class ContributionViewSet(JoinedViewSet):
    """What members of campuses did for units."""

    model = Contribution
    joined = ("unit", "member__establishment")
    icon = "pick"
    menu_hook = "register_network_menu_item"
    list_display = ["unit", "member", "nature"]
    list_filter = ["member__campus", "nature"]
    search_fields = ["unit__slug", "member__name", "member__establishment__name"]

    def get_form_class(self, for_update: bool = False) -> type[ContributionForm]:
        return ContributionForm
