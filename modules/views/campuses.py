"""Campuses as the public reads them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from cms.models import Campus
from modules.campuses import campus_list, campus_page


@require_safe
def campuses(request: HttpRequest) -> HttpResponse:
    """List the campuses on one page: the label counts about a hundred of them."""
    context = {"lines": campus_list(localdate())}
    return TemplateResponse(request, "modules/campuses.html", context)


@require_safe
def campus(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what a campus is, who belongs to it, and what each really contributed."""
    found = get_object_or_404(
        Campus.objects.select_related("sector", "host").prefetch_related(
            "academies__region"
        ),
        slug=slug,
    )
    context = {"page": campus_page(found, localdate()), "campus": found}
    return TemplateResponse(request, "modules/campus.html", context)
