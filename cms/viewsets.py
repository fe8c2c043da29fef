"""Plain admin views of the foundation's vocabularies and places."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from cms.models import (
    AcademicRegion,
    Academy,
    Acronym,
    Campus,
    CampusMember,
    Establishment,
    Level,
    Mandate,
    Qualification,
    Sector,
    Theme,
)

TERM_FIELDS = ["code", "label", "uri", "aliases", "valid_from", "valid_to"]


class JoinedIndexView(IndexView):
    """A list that reads what its rows name together with them."""

    joined: tuple[str, ...] = ()

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related(*self.joined)


class JoinedViewSet(ModelViewSet):
    """A viewset whose list shows columns of other tables, named by ``joined``."""

    joined: tuple[str, ...] = ()
    index_view_class = JoinedIndexView

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(joined=self.joined, **kwargs)


class ThemeViewSet(ModelViewSet):
    """Themes."""

    model = Theme
    icon = "tag"
    form_fields = [*TERM_FIELDS, "sort_order"]


class LevelViewSet(ModelViewSet):
    """Levels."""

    model = Level
    icon = "tag"
    form_fields = [*TERM_FIELDS, "cncp_level", "sort_order"]


class QualificationViewSet(ModelViewSet):
    """Qualifications."""

    model = Qualification
    icon = "tag"
    form_fields = [*TERM_FIELDS, "short_label", "level", "rncp_code", "sort_order"]
    list_display = ["label", "level", "valid_to"]
    list_filter = ["level"]


class AcronymViewSet(ModelViewSet):
    """Acronyms."""

    model = Acronym
    icon = "openquote"
    form_fields = ["short", "expansion"]
    list_display = ["short", "expansion"]


class SectorViewSet(ModelViewSet):
    """Sectors."""

    model = Sector
    icon = "folder-inverse"
    form_fields = ["code", "name"]


class AcademicRegionViewSet(ModelViewSet):
    """Academic regions."""

    model = AcademicRegion
    icon = "site"
    form_fields = ["code", "name"]


class AcademyViewSet(JoinedViewSet):
    """Academies."""

    model = Academy
    joined = ("region",)
    icon = "site"
    form_fields = ["code", "name", "region"]
    list_display = ["name", "region"]
    list_filter = ["region"]
    list_per_page = 50
    search_fields = ["name", "code"]


class EstablishmentViewSet(JoinedViewSet):
    """Schools, training centres, companies and their like."""

    model = Establishment
    joined = ("academy",)
    icon = "home"
    form_fields = ["name", "kind", "uai", "siret", "town", "academy"]
    list_display = ["name", "kind", "town", "uai", "siret", "academy"]
    list_filter = ["kind", "academy"]
    # Anywhere in the code: the search index would find its beginning only.
    search_backend_name = None
    search_fields = ["name", "town", "uai", "siret"]


class CampusViewSet(JoinedViewSet):
    """Campuses."""

    model = Campus
    joined = ("sector",)
    icon = "home"
    panels = [
        FieldPanel("name"),
        FieldPanel("short_name"),
        FieldPanel("sector"),
        FieldPanel("academies", widget=forms.CheckboxSelectMultiple),
        MultiFieldPanel(
            [
                FieldPanel("label_category"),
                FieldRowPanel([FieldPanel("label_start"), FieldPanel("label_years")]),
            ],
            _("Label"),
        ),
        FieldPanel("host"),
        FieldPanel("presentation"),
        FieldPanel("website"),
        FieldPanel("slug"),
        FieldPanel("demo"),
    ]
    list_display = ["name", "sector", "label_start", "label_years", "demo"]
    list_filter = ["sector", "academies", "label_category"]
    search_fields = ["name", "short_name"]


class CampusMemberViewSet(JoinedViewSet):
    """Members of campuses."""

    model = CampusMember
    joined = ("campus", "establishment")
    icon = "group"
    # Panels rather than form fields: the chooser and the calendars come with them.
    panels = [
        FieldPanel("campus"),
        FieldPanel("kind"),
        FieldPanel("establishment"),
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("joined"), FieldPanel("left")]),
    ]
    list_display = ["__str__", "campus", "kind", "joined", "left"]
    list_filter = ["campus", "kind"]
    search_fields = ["establishment__name", "establishment__town", "name"]


class EstablishmentChooserViewSet(ChooserViewSet):
    """Picks an establishment among thousands, by name, town or code."""

    model = Establishment
    icon = "home"
    choose_one_text = _("Choose an establishment")
    choose_another_text = _("Choose another establishment")

    def get_urlpatterns(self) -> list[Any]:
        # There is no form to create one here, which the address would stumble over.
        return [url for url in super().get_urlpatterns() if url.name != "create"]


class MandateViewSet(ModelViewSet):
    """Mandates of inspectors."""

    model = Mandate
    icon = "user"
    form_fields = [
        "inspector",
        "capacity",
        "sectors",
        "academies",
        "valid_from",
        "valid_to",
    ]
    list_display = ["inspector", "capacity", "valid_from", "valid_to"]


class VocabularyGroup(ViewSetGroup):
    """Menu of the vocabularies."""

    menu_label = _("Vocabularies")
    menu_icon = "tag"
    items = (
        ThemeViewSet("themes"),
        LevelViewSet("levels"),
        QualificationViewSet("qualifications"),
        AcronymViewSet("acronyms"),
        SectorViewSet("sectors"),
    )


class NetworkGroup(ViewSetGroup):
    """Menu of the campus network."""

    menu_label = _("Network")
    menu_icon = "site"
    # Apps that know more about members add their lists here.
    submenu_hook = "register_network_menu_item"
    items = (
        CampusViewSet("campuses"),
        CampusMemberViewSet("campus_members"),
        EstablishmentViewSet("establishments"),
        AcademyViewSet("academies"),
        AcademicRegionViewSet("academic_regions"),
        MandateViewSet("mandates"),
    )
