"""Approved versions straight from a document, without page, submission and inspection.

For what begins where a version exists: following, progress, statements.
"""

import uuid
from dataclasses import replace
from datetime import date

from django.utils import timezone

from cms import blobs
from modules.cards import write_card
from modules.document import UnitDocument
from modules.models import Approval, Unit, UnitVersion
from tests.factories.documents import make_document


def publish(document: UnitDocument | None = None, **overrides) -> UnitVersion:
    """Return the next version of a document's unit, with its card and a visa.

    Without a document, a unit of its own is made; ``overrides`` replace members of the
    document.
    """
    document = document or make_document(unit_id=str(uuid.uuid4()))
    document = replace(document, **overrides)
    data = document.to_bytes()
    fingerprint = blobs.store(data, "application/json").pk
    write_card(document=document, fingerprint=fingerprint)
    unit, _created = Unit.objects.get_or_create(
        pk=uuid.UUID(document.unit_id),
        defaults={"slug": f"unite-{document.unit_id[:8]}", "demo": document.demo},
    )
    number = UnitVersion.objects.next_number(unit.pk)
    now = timezone.now()
    Approval.objects.create(
        unit_id=unit.pk,
        version=number,
        fingerprint=fingerprint,
        inspector_id=1,
        inspector_name="Dominique Exemple (personne fictive)",
        approved_at=now,
        valid_until=date(2031, 9, 22),
        demo=document.demo,
        record='{"inspector":{"capacity":"IEN-ET"}}',
        key_id="0" * 16,
        public_key="",
        signature="",
    )
    return UnitVersion.objects.create(
        unit_id=unit.pk,
        number=number,
        fingerprint=fingerprint,
        slug=unit.slug,
        title=document.title,
        language=document.language,
        demo=document.demo,
        submission_id=0,
        approved_at=now,
    )


def next_version(version: UnitVersion, **overrides) -> UnitVersion:
    """Return a newer version of the same unit, with other members."""
    document = UnitDocument.from_bytes(blobs.read(version.fingerprint))
    return publish(document, **overrides)
