"""The pages of units that anybody may want to find: their part of the site map."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from cms import site_map
from modules.models import UnitVersion


def register_all() -> None:
    """Register them."""
    site_map.register(site_map.Section(_("Units"), _units), position=20)


def _units() -> Iterator[site_map.Entry]:
    yield from site_map.page(_("Catalogue"), "catalogue")
    current = UnitVersion.objects.current().order_by("title")
    for title, slug in current.values_list("title", "slug"):
        yield from site_map.page(title, "unit", slug)
