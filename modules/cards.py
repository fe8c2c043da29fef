"""Writing the cards of documents: at freezing, and later for what has none.

A card repeats what its document says, so it can always be written again from it.
"""

import logging
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from cms import blobs
from cms.models import Level, Qualification, Theme
from cms.models.vocabularies import Term as VocabularyTerm
from modules import search
from modules.document import DocumentError, UnitDocument
from modules.models import (
    DocumentCard,
    DocumentCardTerm,
    Submission,
    TermKind,
    UnitVersion,
)

logger = logging.getLogger(__name__)

VOCABULARIES: dict[str, type[VocabularyTerm]] = {
    TermKind.THEME: Theme,
    TermKind.LEVEL: Level,
    TermKind.QUALIFICATION: Qualification,
}


def write_card(*, document: UnitDocument, fingerprint: str) -> DocumentCard:
    """Write the card of a document, or write it again."""
    with transaction.atomic():
        card, _created = DocumentCard.objects.update_or_create(
            fingerprint=fingerprint, defaults=_facts(document)
        )
        card.terms.all().delete()
        DocumentCardTerm.objects.bulk_create(_terms(card, document))
        index_cards([card])
    return card


def write_missing_cards() -> int:
    """Write the cards of documents frozen before cards were; return how many.

    A document that cannot be read is left for the next time.
    """
    known = DocumentCard.objects.values("fingerprint")
    missing = set(
        UnitVersion.objects.exclude(fingerprint__in=known).values_list(
            "fingerprint", flat=True
        )
    ) | set(
        Submission.objects.filter(fingerprint__in=Submission.objects.blob_digests())
        .exclude(fingerprint__in=known)
        .values_list("fingerprint", flat=True)
    )
    written = 0
    for fingerprint in sorted(missing):
        try:
            document = UnitDocument.from_bytes(blobs.read(fingerprint))
        except (blobs.BlobError, DocumentError) as error:
            logger.warning("no card for document %s: %s", fingerprint, error)
        else:
            write_card(document=document, fingerprint=fingerprint)
            written += 1
    return written


def index_cards(cards: Iterable[DocumentCard]) -> None:
    """Write the search fields of cards again, with today's other names of terms."""
    indexed = list(cards)
    terms = list(DocumentCardTerm.objects.filter(card__in=indexed))
    names = _other_names(terms)
    for card in indexed:
        own = [term for term in terms if term.card_id == card.pk]
        card.title_stems = search.field([card.title])
        card.stems = search.field(
            [
                card.title,
                card.summary,
                *card.objectives,
                *(title for _id, title in card.steps),
                *(term.label for term in own),
                *(names.get((term.kind, term.code), "") for term in own),
            ]
        )
    DocumentCard.objects.bulk_update(indexed, ["title_stems", "stems"], batch_size=200)


def index_term(term: VocabularyTerm) -> None:
    """Index again what carries a term whose other names may have changed."""
    for kind, model in VOCABULARIES.items():
        if isinstance(term, model):
            index_cards(
                DocumentCard.objects.filter(
                    terms__kind=kind, terms__code=term.code
                ).distinct()
            )


def _facts(document: UnitDocument) -> dict[str, Any]:
    return {
        "title": document.title[:255],
        "summary": document.summary,
        "language": document.language,
        "objectives": list(document.objectives),
        "prerequisites": list(document.prerequisites),
        "steps": [[step.id, step.title] for step in document.steps],
        "question_count": len(document.questions),
        "duration_minutes": document.duration_minutes,
        "equipment_level": document.equipment_level,
        "safety_level": document.safety_level,
        "authors": list(document.authors),
        "contributors": list(document.contributors),
        "licence": document.licence,
        "law_checked_on": date.fromisoformat(document.law_checked_on),
        "review_due_on": date.fromisoformat(document.review_due_on),
    }


def _terms(card: DocumentCard, document: UnitDocument) -> list[DocumentCardTerm]:
    by_kind = {
        TermKind.THEME: document.themes,
        TermKind.LEVEL: document.levels,
        TermKind.QUALIFICATION: document.qualifications,
    }
    return [
        DocumentCardTerm(
            card=card, kind=kind, code=term.code, label=term.label, position=position
        )
        for kind, terms in by_kind.items()
        for position, term in enumerate({t.code: t for t in terms}.values())
    ]


def _other_names(terms: Iterable[DocumentCardTerm]) -> dict[tuple[str, str], str]:
    """Return what people also call the terms of cards, by kind and code."""
    codes: dict[str, set[str]] = {kind: set() for kind in VOCABULARIES}
    for term in terms:
        codes[term.kind].add(term.code)
    names = {}
    for kind, model in VOCABULARIES.items():
        for entry in model._default_manager.filter(code__in=codes[kind]):
            short = getattr(entry, "short_label", "")
            names[kind, entry.code] = f"{entry.label}\n{short}\n{entry.aliases}"
    return names
