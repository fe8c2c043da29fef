"""Addresses of Wagtail's admin that name a page, closed before the view is reached."""

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.admin.auth import permission_denied

from modules.visibility import policy

ADMIN = ("wagtailadmin", "wagtail_bulk_action")
IN_ADDRESS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
IN_QUERY = ("wagtailadmin_choose_page_chosen_multiple", "wagtail_bulk_action")
"""Views that take pages as ``?id=``; a bulk action on other things does too."""
LISTS_EVERYTHING = (
    "wagtailadmin_reports:page_types_usage",
    "wagtailadmin_reports:page_types_usage_results",
)
"""Names the page edited last of each type, whoever wrote it."""
_NUMBER = re.compile("[0-9]{1,18}")


class HiddenUnitsMiddleware:
    """Refuse what would show a unit to somebody who may not see it.

    Most views of Wagtail ask by themselves. Some name the page in a form, a message or
    a list before they refuse, or refuse the action only.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: Any, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """See Django's documentation of middleware."""
        match = request.resolver_match
        if match is None or not match.view_name.startswith(ADMIN):
            return None
        if not request.user.has_perm("wagtailadmin.access_admin"):
            return None  # Wagtail refuses by itself
        if _names_hidden_unit(request, match.view_name, kwargs):
            return permission_denied(request)
        return None


def _names_hidden_unit(request: Any, name: str, kwargs: dict[str, Any]) -> bool:
    pages = {str(kwargs[word]) for word in IN_ADDRESS if word in kwargs}
    everything = name in LISTS_EVERYTHING
    if name in IN_QUERY and kwargs.get("model_name", "page") in ("page", "unitpage"):
        pages |= set(request.GET.getlist("id"))
        everything = "all" in pages
    if not everything and not pages:
        return False
    hidden = policy.hidden_units(request.user)
    if not everything:
        # What is no number that a database holds names no page.
        known = [int(page) for page in pages if _NUMBER.fullmatch(page)]
        hidden = hidden.filter(pk__in=known)
    return hidden.exists()
