"""Tags of the foot of every page and of the site map."""

from typing import Any

from django import template

from cms import footer, personal_data, site_map
from cms.models import SiteIdentity

register = template.Library()


@register.inclusion_tag("cms/includes/footer_pages.html", takes_context=True)
def footer_pages(context: Any) -> dict[str, Any]:
    """Show the six pages, with the mention of accessibility that the law wants.

    Two queries. None where there is no request: the page for what went wrong must not
    need a database.
    """
    request = context.get("request")
    if request is None:
        return {}
    return {
        "pages": footer.links(),
        "accessibility": SiteIdentity.current().accessibility.label,
        "accessibility_slug": footer.ACCESSIBILITY,
        "path": request.path,
    }


@register.simple_tag
def site_map_sections() -> list[Any]:
    """Return the sections of the site map with their pages."""
    return site_map.sections()


@register.simple_tag
def personal_data_sections() -> list[personal_data.Section]:
    """Return what each app keeps about a person."""
    return personal_data.sections()
