"""Verbs on statements of completion (attestations de suivi)."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from lms.models import CompletionStatement, UnitProgress
from modules.models import UnitVersion


class NotFinished(Exception):
    """The person has not finished any version of this unit."""


@transaction.atomic
def issue_statement(*, user: Any, unit_id: UUID) -> CompletionStatement:
    """Return the statement of the latest version that a person finished.

    Asking again returns the same one, which says *passed* once they did. Raises
    :class:`NotFinished`.
    """
    progress = (
        UnitProgress.objects.of(user)
        .filter(unit_id=unit_id, finished_on__isnull=False)
        .order_by("-version")
        .select_for_update()
        .first()
    )
    if progress is None or progress.finished_on is None:
        raise NotFinished
    statement = CompletionStatement.objects.filter(code=progress.statement_code).first()
    if statement is None:
        statement = _state(progress, progress.finished_on)
    elif progress.is_passed and not statement.passed:
        statement.passed = True
        statement.save(update_fields=["passed"])
    return statement


def _state(progress: UnitProgress, finished_on: date) -> CompletionStatement:
    version = UnitVersion.objects.get(unit_id=progress.unit_id, number=progress.version)
    statement = CompletionStatement.objects.create(
        unit_id=version.unit_id,
        version=version.number,
        fingerprint=version.fingerprint,
        title=version.title,
        language=version.language,
        finished_on=finished_on,
        passed=progress.is_passed,
        demo=version.demo,
    )
    progress.statement_code = statement.code
    progress.save(update_fields=["statement_code"])
    return statement
