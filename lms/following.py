"""What a person follows, as their own pages show it: four queries, however much."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from cms.dates import long_date
from lms.models import UnitFollowing
from modules.models import DocumentCard, UnitVersion


@dataclass(frozen=True, slots=True)
class Entry:
    """A followed unit: its summary, its current version, the card of that version."""

    following: UnitFollowing
    version: UnitVersion
    card: DocumentCard | None

    @property
    def is_new(self) -> bool:
        """Whether a newer version than the one they follow was approved."""
        return self.version.number > self.following.version

    @property
    def place(self) -> str:
        """Where they are: the day they finished, or the step while it still exists."""
        day = self.following.finished_on
        if day is not None:
            return _("Finished on %(date)s") % {"date": long_date(day)}
        steps = self.card.steps if self.card else []
        for number, (step_id, title) in enumerate(steps, start=1):
            if step_id == self.following.last_step:
                return _("Step %(number)d of %(count)d: %(title)s") % {
                    "number": number,
                    "count": len(steps),
                    "title": title,
                }
        return _("At the beginning")

    @property
    def score(self) -> Decimal | None:
        """Best score in percent, for its owner only; None before the first point."""
        best = self.following.best
        return Decimal(best).scaleb(-2) if best else None


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a person follows, the last one they moved in first."""

    entries: tuple[Entry, ...]

    @property
    def unfinished(self) -> tuple[Entry, ...]:
        return tuple(e for e in self.entries if not e.following.is_finished)

    @property
    def finished(self) -> tuple[Entry, ...]:
        return tuple(e for e in self.entries if e.following.is_finished)

    def latest(self, unit_id: UUID | None = None) -> Entry | None:
        """Return the entry of a unit, or the last one that is not finished."""
        if unit_id is None:
            return next(iter(self.unfinished), None)
        return next((e for e in self.entries if e.version.unit_id == unit_id), None)


def shelf_of(user: Any, unit_id: UUID | None = None) -> Shelf:
    """Return what a person follows, or only the unit named.

    A unit that is not offered any more is left out.
    """
    mine = UnitFollowing.objects.of(user)
    if unit_id is not None:
        mine = mine.filter(unit_id=unit_id)
    return Shelf(tuple(_entries(list(mine))))


def _entries(followings: list[UnitFollowing]) -> Iterator[Entry]:
    units = [following.unit_id for following in followings]
    current = UnitVersion.objects.current().filter(unit_id__in=units)
    versions = {version.unit_id: version for version in current}
    fingerprints = [version.fingerprint for version in versions.values()]
    cards = DocumentCard.objects.filter(fingerprint__in=fingerprints)
    by_fingerprint = {card.fingerprint: card for card in cards}
    for following in followings:
        version = versions.get(following.unit_id)
        if version is not None:
            yield Entry(following, version, by_fingerprint.get(version.fingerprint))
