"""``{% acronyms text %}``: a text whose acronyms say what they mean."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join

from cms.acronyms import Expander, Part
from cms.models import Acronym

register = template.Library()

KEY = "_passerelle_acronyms"


@register.simple_tag(takes_context=True)
def acronyms(context: Any, text: str, language: str = "fr") -> str:
    """Return a text where each acronym is in full the first time on the page.

    «ORGO (organisation et réalisation du gros œuvre)», then an ``<abbr>``. Texts in
    another language than French stay as they are: the words would not be of it.
    """
    return _written(context, str(text), language, meet=True)


@register.simple_tag(takes_context=True)
def acronyms_short(context: Any, text: str, language: str = "fr") -> str:
    """Return a title, in which acronyms stay short and carry their words."""
    return _written(context, str(text), language, meet=False)


def _written(context: Any, text: str, language: str, *, meet: bool) -> str:
    if not language.startswith("fr") or text.islower():
        return text
    parts = _expander(context).parts(text, meet=meet)
    return format_html_join("", "{}", ((_shown(part),) for part in parts))


def _expander(context: Any) -> Expander:
    # The page is one for all its templates: what was said is kept with its request.
    holder = context.get("request")
    kept = getattr(holder, KEY, None)
    if kept is None:
        kept = Expander(dict(Acronym.objects.values_list("short", "expansion")))
        if holder is not None:
            setattr(holder, KEY, kept)
    return kept


def _shown(part: Part) -> str:
    if not part.expansion:
        return part.text
    if part.first:
        return format_html("{} ({})", part.text, part.expansion)
    return format_html('<abbr title="{}">{}</abbr>', part.expansion, part.text)
