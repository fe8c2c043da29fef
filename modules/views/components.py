"""Every component of the site on one page, for those who design and write it."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.models import Theme
from modules.catalogue import Chip
from modules.hosting import Resume
from modules.models import (
    Approval,
    DocumentCard,
    DocumentCardTerm,
    TermKind,
    UnitVersion,
)


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Show the components with examples that are in no list."""
    today = timezone.localdate()
    themes = list(Theme.objects.all())
    badges = [
        _example(today),
        _example(today, demo=True),
        _example(today, overdue=True),
        _example(today, expired=True),
    ]
    playable = UnitVersion.objects.current().listed(today).order_by("-pk").first()
    return TemplateResponse(
        request,
        "modules/components.html",
        {
            "badges": badges,
            "cards": [_example(today, theme, demo=True) for theme in themes],
            "shelves": [(theme, number) for number, theme in enumerate(themes)],
            "definitions": [("ORGO", "organisation et réalisation du gros œuvre")],
            "chips": [Chip("CAP", "#"), Chip(_("No equipment"), "#")],
            "resume": Resume(
                unit_id=badges[0].unit_id,
                title=badges[0].title,
                language="fr",
                url="#",
                place=_("Example"),
                percent=40,
            ),
            "playable": playable,
        },
    )


def _example(
    today: date,
    theme: Any = None,
    *,
    demo: bool = False,
    overdue: bool = False,
    expired: bool = False,
) -> UnitVersion:
    """Return a version that is stored nowhere."""
    day = timedelta(days=1)
    card = DocumentCard(
        pk=0,
        title=_("Example"),
        summary=_("What it is for, in two sentences."),
        language="fr",
        duration_minutes=75,
        equipment_level="basic",
        safety_level=2,
        review_due_on=today - day if overdue else today + day,
    )
    terms = [DocumentCardTerm(kind=TermKind.LEVEL, code="cap", label="CAP")]
    if theme is not None:
        terms.append(
            DocumentCardTerm(kind=TermKind.THEME, code=theme.code, label=theme.label)
        )
    card._prefetched_objects_cache = {"terms": terms}  # type: ignore[attr-defined] # what prefetching fills
    version = UnitVersion(
        number=1,
        slug="exemple",
        title=_("Example"),
        language="fr",
        demo=demo,
        approved_at=timezone.now(),
    )
    version.card = card
    version.approval = Approval(
        valid_until=today - day if expired else today + day, demo=demo
    )
    return version
