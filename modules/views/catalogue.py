"""The public catalogue and the page of a unit in plain words."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.models import Acronym
from modules.asking import understand
from modules.catalogue import Catalogue
from modules.hosting import resume_for
from modules.models import Unit, UnitVersion

PER_PAGE = 24
NEAREST = 6


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """List the units that answer what the address asks for."""
    today = timezone.localdate()
    given = {name: str(value) for name, value in request.GET.items()}
    asked = understand(given.get("q", ""))
    said = {
        "duration": str(asked.duration or ""),
        "equipment": asked.equipment,
    }
    said = {name: value for name, value in said.items() if value}
    if said:
        # What was written becomes filters, which the next page shows and can lift.
        chosen = said | {k: v for k, v in given.items() if v}
        wanted = Catalogue({**chosen, "q": asked.words}, today)
        return redirect(reverse("catalogue") + wanted.address())
    wanted = Catalogue(given, today)
    page = Paginator(wanted.versions, PER_PAGE).get_page(given.get("page"))
    overdue = UnitVersion.objects.current().long_overdue(today)
    return TemplateResponse(
        request,
        "modules/catalogue.html",
        {
            "catalogue": wanted,
            "page": page,
            "nearest": None if page.object_list else _nearest(wanted),
            "filters": wanted.filters(),
            "definitions": Acronym.objects.named_in(wanted.words).values_list(
                "short", "expansion"
            ),
            "overdue_count": 0 if wanted.overdue else overdue.count(),
        },
    )


@require_safe
def unit(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what a unit is for, before anyone begins it."""
    version = get_object_or_404(UnitVersion.objects.current().with_cards(), slug=slug)
    today = timezone.localdate()
    owner = Unit.objects.filter(pk=version.unit_id).select_related("campus").first()
    return TemplateResponse(
        request,
        "modules/unit.html",
        {
            "version": version,
            "card": version.card,
            "visa": version.approval,
            "inspector": version.approval.data["inspector"],
            "status": version.visa_status(today),
            "overdue": version.card is not None and version.card.is_to_check(today),
            "resume": resume_for(request.user, version.unit_id),
            "campus": owner.campus if owner else None,
        },
    )


def _nearest(wanted: Catalogue) -> dict[str, Any] | None:
    found = wanted.nearest()
    return {"chip": found[0], "versions": found[1][:NEAREST]} if found else None
