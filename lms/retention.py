"""What is erased when its time is over. Safe to interrupt and to repeat.

The times are those of ``docs/explanation/progress.md``, which the page on personal data
and «Mes données» announce too.
"""

import logging
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from cms.blobs import BlobError
from cms.dates import years_later
from lms.actions import known_state
from lms.documents import document_of
from lms.models import CompletionStatement, QuestionTally, UnitFollowing, UnitProgress
from modules.document import UnitDocument
from modules.state import State, encode, outcome

logger = logging.getLogger(__name__)

ANSWERS_KEPT = timedelta(days=90)
"""After the last move in a finished unit: time to come back to one's mistakes."""
SCHOOL_YEARS_KEPT = 2
"""Beside the current one, for progress in which nothing moves any more."""
STATEMENTS_KEPT_YEARS = 5
SCHOOL_YEAR_BEGINS = 9
"""September."""


def purge() -> None:
    """Fold answers, then erase progress and statements that are past their time."""
    fold_answers()
    purge_progress()
    purge_statements()


def fold_answers() -> int:
    """Turn the answers of finished attempts into counts without a person.

    Score, status and steps stay. Returns how many attempts were folded.
    """
    limit = timezone.now() - ANSWERS_KEPT
    still = UnitFollowing.objects.filter(
        user=OuterRef("user"), unit_id=OuterRef("unit_id"), moved_at__gte=limit
    )
    due = UnitProgress.objects.filter(
        ~Exists(still), finished_on__isnull=False, folded=False
    )
    return sum(_fold(pk) for pk in list(due.values_list("pk", flat=True)))


def purge_progress() -> None:
    """Erase progress left for two school years beside the current one."""
    limit = _school_year_start(timezone.localdate(), back=SCHOOL_YEARS_KEPT)
    left = UnitFollowing.objects.filter(moved_at__lt=limit)
    with transaction.atomic():
        mine = left.filter(user=OuterRef("user"), unit_id=OuterRef("unit_id"))
        UnitProgress.objects.filter(Exists(mine)).delete()
        left.delete()


def purge_statements() -> None:
    """Forget the codes of statements five years after the unit was finished."""
    first = years_later(timezone.localdate(), -STATEMENTS_KEPT_YEARS)
    CompletionStatement.objects.filter(finished_on__lt=first).delete()


@transaction.atomic
def _fold(pk: int) -> bool:
    row = UnitProgress.objects.select_for_update().filter(pk=pk, folded=False).first()
    if row is None:
        return False
    try:
        document = document_of(row.fingerprint)
    except BlobError:
        # Left for the next time: the others must not wait for it.
        logger.exception("the answers of progress %s cannot be read", pk)
        return False
    state = known_state(row, document)
    _count(row, document, state)
    rest = State(state.steps, state.last)
    # A client that knew the answers is behind now: it meets this write and joins it.
    UnitProgress.objects.filter(pk=pk).update(
        state=encode(rest, document, row.fingerprint), seq=F("seq") + 1, folded=True
    )
    return True


def _count(row: UnitProgress, document: UnitDocument, state: State) -> None:
    for question_id, grade in outcome(document, state).grades.items():
        tally, _created = QuestionTally.objects.get_or_create(
            unit_id=row.unit_id, version=row.version, question_id=question_id
        )
        QuestionTally.objects.filter(pk=tally.pk).update(
            answers=F("answers") + 1, right=F("right") + int(grade.is_right)
        )


def _school_year_start(today: date, *, back: int) -> datetime:
    year = today.year - back - (today.month < SCHOOL_YEAR_BEGINS)
    zone = timezone.get_default_timezone()
    return datetime(year, SCHOOL_YEAR_BEGINS, 1, tzinfo=zone)
