"""Plain admin views of the foundation's vocabularies and places."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from cms.models import (
    AcademicRegion,
    Academy,
    Campus,
    Establishment,
    Level,
    Mandate,
    Qualification,
    Sector,
    Theme,
)

TERM_FIELDS = ["code", "label", "uri", "aliases", "valid_from", "valid_to"]


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


class AcademyViewSet(ModelViewSet):
    """Academies."""

    model = Academy
    icon = "site"
    form_fields = ["code", "name", "region"]
    list_display = ["name", "region"]
    list_filter = ["region"]
    list_per_page = 50
    search_fields = ["name", "code"]


class EstablishmentViewSet(ModelViewSet):
    """Schools, training centres, companies and their like."""

    model = Establishment
    icon = "home"
    form_fields = ["name", "kind", "uai", "siret", "town", "academy"]
    list_display = ["name", "kind", "town", "uai", "siret", "academy"]
    list_filter = ["kind", "academy"]
    # Anywhere in the code: the search index would find its beginning only.
    search_backend_name = None
    search_fields = ["name", "town", "uai", "siret"]


class CampusViewSet(ModelViewSet):
    """Campuses."""

    model = Campus
    icon = "home"
    form_fields = ["name", "sector", "label_start", "label_years"]
    list_display = ["name", "sector", "label_start", "label_years"]


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
        SectorViewSet("sectors"),
    )


class NetworkGroup(ViewSetGroup):
    """Menu of the campus network."""

    menu_label = _("Network")
    menu_icon = "site"
    items = (
        CampusViewSet("campuses"),
        EstablishmentViewSet("establishments"),
        AcademyViewSet("academies"),
        AcademicRegionViewSet("academic_regions"),
        MandateViewSet("mandates"),
    )
