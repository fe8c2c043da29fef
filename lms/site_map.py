"""The pages of followed units that anybody may want to find: their part of the map."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from cms import site_map


def register_all() -> None:
    """Register them."""
    site_map.register(site_map.Section(_("What you follow"), _following), position=40)


def _following() -> Iterator[site_map.Entry]:
    yield from site_map.page(_("What I follow"), "my_following")
    yield from site_map.page(_("Check a statement of completion"), "find_statement")
