"""Approved versions with their cards, without the workflow behind them."""

import itertools
from datetime import date, timedelta
from uuid import uuid4

from django.utils import timezone

from modules.cards import index_cards
from modules.models import (
    Approval,
    DocumentCard,
    DocumentCardTerm,
    TermKind,
    UnitVersion,
)

_numbers = itertools.count(1)


def make_listed(
    title="Trier sur le chantier",
    *,
    slug="",
    demo=False,
    levels=("cap",),
    themes=("waste",),
    qualifications=(),
    valid_until=None,
    **fields,
):
    """Return a current version that the catalogue lists, with its card and visa.

    Terms are codes; their label is the code in capitals. There is no document.
    """
    number = next(_numbers)
    fingerprint = f"{number:064x}"
    values = {
        "summary": "Sept flux, une famille de déchets chacun.",
        "language": "fr",
        "objectives": ["Citer les sept flux"],
        "steps": [["a", "Trier"], ["b", "Peser"]],
        "question_count": 3,
        "duration_minutes": 35,
        "equipment_level": "none",
        "safety_level": 0,
        "authors": ["Alix Exemple (personne fictive)"],
        "licence": "CC-BY-SA-4.0",
        "law_checked_on": date(2026, 11, 22),
        "review_due_on": timezone.localdate() + timedelta(days=180),
        **fields,
    }
    card = DocumentCard.objects.create(fingerprint=fingerprint, title=title, **values)
    terms = {
        TermKind.THEME: themes,
        TermKind.LEVEL: levels,
        TermKind.QUALIFICATION: qualifications,
    }
    DocumentCardTerm.objects.bulk_create(
        DocumentCardTerm(
            card=card, kind=kind, code=code, label=code.upper(), position=position
        )
        for kind, codes in terms.items()
        for position, code in enumerate(codes)
    )
    index_cards([card])
    now = timezone.now()
    version = UnitVersion.objects.create(
        unit_id=uuid4(),
        number=1,
        fingerprint=fingerprint,
        slug=slug or f"unite-{number}",
        title=title,
        language=values["language"],
        demo=demo,
        submission_id=number,
        approved_at=now,
    )
    Approval.objects.create(
        unit_id=version.unit_id,
        version=1,
        fingerprint=fingerprint,
        inspector_id=1,
        inspector_name="Claude Exemple (personne fictive)",
        approved_at=now,
        valid_until=valid_until or timezone.localdate() + timedelta(days=1000),
        demo=demo,
        record='{"inspector":{"capacity":"IEN-ET, construction"}}',
    )
    return version
