"""Sets of progress, and the two statements of a commit.

Those two are written in SQL, for two reasons that were measured: building the same
expressions costs the ORM as much again as running them, and ``RETURNING`` tells what is
durable without another query. SQLite 3.35 and PostgreSQL understand the same text.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connections, models

from lms.attempts import Attempt
from lms.standing import Earned

if TYPE_CHECKING:
    from lms.models import UnitFollowing, UnitProgress  # noqa: F401 - named below

RAISE_STANDING = """
    best = CASE WHEN best < %(score)s THEN %(score)s ELSE best END,
    status = CASE
        WHEN best >= %(mastery)s AND status < %(mastered_status)s
            THEN %(mastered_status)s
        WHEN best < %(mastery)s AND status < %(status)s THEN %(status)s
        ELSE status END,
    finished_on = CASE
        WHEN finished_on IS NOT NULL THEN finished_on
        WHEN best >= %(mastery)s THEN %(mastered_finished_on)s
        ELSE %(finished_on)s END
"""
"""Never lowers anything; ``best`` on the right is what the row held before."""

WRITE = f"""
    UPDATE {{table}} SET state = %(state)s, seq = seq + 1,
        folded = %(folded)s, {RAISE_STANDING}
    WHERE id = %(id)s AND seq = %(base)s AND epoch = %(epoch)s
    RETURNING seq, best, status
"""  # noqa: S608 - nothing from outside is in the text

FOLLOW = f"""
    UPDATE {{table}} SET last_step = %(last_step)s, percent = %(percent)s,
        moved_at = %(moved_at)s, {RAISE_STANDING}
    WHERE user_id = %(user_id)s AND unit_id = %(unit_id)s AND version = %(version)s
"""  # noqa: S608 - nothing from outside is in the text


@dataclass(frozen=True, slots=True)
class Written:
    """What a row holds after a write; ``status`` is a place in ``STATUSES``."""

    seq: int
    best: int
    status: int


class UnitProgressQuerySet(models.QuerySet["UnitProgress"]):
    """Sets of progress in versions."""

    def of(self, user: Any) -> "UnitProgressQuerySet":
        """Return a person's own."""
        return self.filter(user=user)

    def write(
        self, attempt: Attempt, base: int, state: str, earned: Earned, today: date
    ) -> Written | None:
        """Write a state over the one that the writer knows, in one statement.

        None when there is no such row, or not any more at this ``base``.
        """
        values = {
            "id": attempt.progress,
            "epoch": attempt.epoch,
            "base": base,
            "state": state,
            "folded": False,
        }
        row = _execute(self, WRITE, values, earned, today)
        return Written(*row) if row else None

    def held(self, attempt: Attempt) -> Any:
        """Lock and return the row of an attempt; None when the attempt has ended."""
        rows = self.select_for_update().filter(pk=attempt.progress, epoch=attempt.epoch)
        return rows.first()


class UnitFollowingQuerySet(models.QuerySet["UnitFollowing"]):
    """Sets of followed units."""

    def of(self, user: Any) -> "UnitFollowingQuerySet":
        """Return a person's own, the last one they moved in first."""
        return self.filter(user=user).order_by("-moved_at", "-pk")

    def note(
        self, attempt: Attempt, earned: Earned, now: datetime, today: date
    ) -> None:
        """Bring the summary up to date, unless its owner follows another version."""
        connection = connections[self.db]
        native = connection.features.has_native_uuid_field
        values = {
            "user_id": attempt.user,
            "unit_id": attempt.unit_id if native else attempt.unit_id.hex,
            "version": attempt.version,
            "last_step": earned.last_step,
            "percent": earned.percent,
            "moved_at": connection.ops.adapt_datetimefield_value(now),
        }
        _execute(self, FOLLOW, values, earned, today)


def _execute(
    queryset: models.QuerySet,
    statement: str,
    values: dict[str, Any],
    earned: Earned,
    today: date,
) -> Any:
    connection = connections[queryset.db]
    day = connection.ops.adapt_datefield_value(today)
    values |= {
        "score": earned.score,
        "mastery": earned.mastery,
        "status": earned.status,
        "mastered_status": earned.mastered_status,
        "finished_on": day if earned.complete else None,
        "mastered_finished_on": day if earned.mastered_complete else None,
    }
    table = connection.ops.quote_name(queryset.model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(statement.format(table=table), values)
        return cursor.fetchone() if cursor.description else None
