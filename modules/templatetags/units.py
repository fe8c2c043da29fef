"""How lists and pages of the site show a version."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy

from modules.catalogue import Catalogue
from modules.catalogue import duration as written_duration
from modules.models import UnitVersion
from modules.rendering.about import licence_address, licence_name
from modules.rendering.strings import unit_strings

register = template.Library()

SHORT_EQUIPMENT = {
    "none": gettext_lazy("no equipment"),
    "basic": gettext_lazy("small equipment"),
    "it": gettext_lazy("on a computer"),
    "workshop": gettext_lazy("in the workshop"),
}


@register.inclusion_tag("modules/includes/visa_badge.html")
def visa_badge(version: UnitVersion) -> dict[str, Any]:
    """Show what a version's visa is worth today."""
    return {
        "version": version,
        "visa": version.approval,
        "status": version.visa_status(timezone.localdate()),
    }


@register.filter
def duration(minutes: int) -> str:
    """Write a duration as people say it: 35 min, 1 h 15."""
    return written_duration(minutes)


@register.filter
def short_label(label: str) -> str:
    """Return a level as teachers say it: CAP, 2de pro."""
    return label.split(" (")[0].replace(" professionnelle", " pro")


@register.filter
def equipment(level: str) -> str:
    """Say which equipment a unit needs."""
    return _words(f"equipment.{level}")


@register.filter
def equipment_short(level: str) -> str:
    """Say it in a list, where nothing announces that it is about equipment."""
    return str(SHORT_EQUIPMENT[level])


@register.simple_tag
def page_address(catalogue: Catalogue, number: int) -> str:
    """Return the address of another page of the same list."""
    return catalogue.address(page=str(number))


@register.filter
def safety(level: int) -> str:
    """Say which care a unit asks for."""
    return _words(f"safety.{level}")


@register.filter
def licence_url(code: str) -> str:
    """Return the address of a licence's text, empty when it is not known."""
    return licence_address(code, get_language() or "fr")


@register.filter
def licence(code: str) -> str:
    """Return a licence as people write it."""
    return licence_name(code)


def _words(key: str) -> str:
    # The words of the player: both must say the same.
    return unit_strings(get_language() or "fr")[key]
