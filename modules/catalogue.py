"""The catalogue: what people ask for, the units that answer, what else would."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlencode

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cms.models import Level, Qualification, Theme
from modules.asking import DURATIONS, bare_words
from modules.models import DocumentCardTerm, TermKind, UnitVersion
from modules.querysets import UnitVersionQuerySet
from modules.search import MAX_QUERY_LENGTH

EQUIPMENT = {
    "none": (gettext_lazy("No equipment"), ("none",)),
    "basic": (gettext_lazy("Small equipment at most"), ("none", "basic")),
    "it": (gettext_lazy("A computer"), ("it",)),
    "workshop": (gettext_lazy("A workshop"), ("workshop",)),
}
"""Choices of the equipment filter, with the levels that each lets through."""

SAFETY = {
    "0": gettext_lazy("No particular risk"),
    "1": gettext_lazy("Ordinary protective equipment at most"),
    "2": gettext_lazy("Close supervision at most"),
}
"""Choices of the safety filter: at most so much; 3 would let everything through."""


@dataclass(frozen=True)
class Option:
    """A value of a filter, and how many units it would leave with the others kept."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Chip:
    """A filter in force: its words, and the address of the list without it."""

    label: str
    without: str


@dataclass(frozen=True)
class Facet:
    """One filter: how it narrows a set, how it counts one, what its values are."""

    name: str
    label: Any
    any_label: Any
    narrow: Callable[[UnitVersionQuerySet, str], UnitVersionQuerySet]
    counts: Callable[[UnitVersionQuerySet], Mapping[str, int]]
    labels: Callable[[], Mapping[str, Any]]


@dataclass
class Catalogue:
    """One list of units, as ``asked`` for in an address.

    Values that no filter knows are left out and named by :attr:`unknown`.
    """

    asked: Mapping[str, str]
    today: date
    unknown: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.words = self.asked.get("q", "")[:MAX_QUERY_LENGTH].strip()
        self.overdue = self.asked.get("overdue") == "1"
        self.labels = {facet.name: facet.labels() for facet in FACETS}
        self.chosen: dict[str, str] = {}
        for facet in FACETS:
            value = self.asked.get(facet.name, "")
            if value in self.labels[facet.name]:
                self.chosen[facet.name] = value
            elif value:
                self.unknown.append(
                    _("%(filter)s “%(value)s”")
                    % {"filter": facet.label, "value": value[:40]}
                )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.chosen)

    @cached_property
    def _found(self) -> UnitVersionQuerySet:
        versions = UnitVersion.objects.current()
        in_list = versions.long_overdue if self.overdue else versions.listed
        return in_list(self.today).search(bare_words(self.words))

    @property
    def versions(self) -> UnitVersionQuerySet:
        """The units that answer, the best first."""
        return self._narrowed().with_cards()

    def _narrowed(self, *, but: str = "") -> UnitVersionQuerySet:
        versions = self._found
        for facet in FACETS:
            if facet.name in self.chosen and facet.name != but:
                versions = facet.narrow(versions, self.chosen[facet.name])
        return versions

    def filters(self) -> list[tuple[Facet, list[Option]]]:
        """Return the filters with the values that would leave something, and counts."""
        filters = []
        for facet in FACETS:
            counts = facet.counts(self._narrowed(but=facet.name).order_by())
            chosen = self.chosen.get(facet.name, "")
            options = [
                Option(value, str(label), counts.get(value, 0), value == chosen)
                for value, label in self.labels[facet.name].items()
                if counts.get(value, 0) or value == chosen
            ]
            filters.append((facet, options))
        return filters

    def chips(self) -> list[Chip]:
        """Return the filters in force, each with the way to lift it."""
        chips = []
        if self.words:
            chips.append(
                Chip(_("“%(words)s”") % {"words": self.words}, self.address(but="q"))
            )
        for name, value in self.chosen.items():  # in the order of FACETS
            label = str(self.labels[name][value])
            chips.append(Chip(label, self.address(but=name)))
        return chips

    def nearest(self) -> tuple[Chip, UnitVersionQuerySet] | None:
        """Return the filter to lift when nothing is found, and what that would give.

        What one has at hand gives way before what one teaches, the words come last.
        """
        chips = self.chips()
        for chip in reversed(chips) if len(chips) > 1 else ():
            rest = {k: v[0] for k, v in parse_qs(chip.without[1:]).items()}
            versions = Catalogue(rest, self.today).versions
            if versions.exists():
                return chip, versions
        return None

    def address(self, *, but: str = "", **more: str) -> str:
        """Return the query of this list's address, without a filter, with others."""
        asked = {"q": self.words, **self.chosen, "overdue": "1" * self.overdue}
        kept = {k: v for k, v in asked.items() if v and k != but}
        return f"?{urlencode(kept | more)}"


def count_by_theme(today: date) -> Mapping[str, int]:
    """Return how many units each shelf shows."""
    return _counts_of(TermKind.THEME)(UnitVersion.objects.current().listed(today))


def _counts_of(
    kind: TermKind,
) -> Callable[[UnitVersionQuerySet], Mapping[str, int]]:
    def counts(versions: UnitVersionQuerySet) -> Mapping[str, int]:
        terms = DocumentCardTerm.objects.filter(
            kind=kind, card__in=versions.values("card__pk")
        )
        rows = terms.order_by().values_list("code").annotate(n=Count("pk"))
        return dict(rows)

    return counts


def _labels_of(vocabulary: Any) -> Callable[[], Mapping[str, Any]]:
    def labels() -> Mapping[str, str]:
        return dict(vocabulary.objects.values_list("code", "label"))

    return labels


def _column(versions: UnitVersionQuerySet, name: str) -> Iterable[tuple[Any, int]]:
    return versions.values_list(f"card__{name}").annotate(n=Count("pk"))


def _duration_counts(versions: UnitVersionQuerySet) -> Mapping[str, int]:
    rows = list(_column(versions, "duration_minutes"))
    return {str(d): sum(n for minutes, n in rows if minutes <= d) for d in DURATIONS}


def _duration_labels() -> Mapping[str, str]:
    return {
        str(d): _("%(duration)s or less") % {"duration": duration(d)} for d in DURATIONS
    }


def _equipment_counts(versions: UnitVersionQuerySet) -> Mapping[str, int]:
    rows = dict(_column(versions, "equipment_level"))
    return {
        value: sum(rows.get(level, 0) for level in levels)
        for value, (_label, levels) in EQUIPMENT.items()
    }


def _safety_counts(versions: UnitVersionQuerySet) -> Mapping[str, int]:
    rows = list(_column(versions, "safety_level"))
    return {v: sum(n for level, n in rows if level <= int(v)) for v in SAFETY}


def duration(minutes: int) -> str:
    """Write a duration as people say it: 35 min, 1 h, 1 h 30."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("%(minutes)s min", "%(minutes)s min", rest) % {"minutes": rest}
    if not rest:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s") % {"hours": hours, "minutes": f"{rest:02}"}


FACETS = (
    Facet(
        "theme",
        gettext_lazy("Shelf"),
        gettext_lazy("All the shelves"),
        lambda versions, value: versions.with_theme(value),
        _counts_of(TermKind.THEME),
        _labels_of(Theme),
    ),
    Facet(
        "level",
        gettext_lazy("Level of the class"),
        gettext_lazy("All the levels"),
        lambda versions, value: versions.with_level(value),
        _counts_of(TermKind.LEVEL),
        _labels_of(Level),
    ),
    Facet(
        "qualification",
        gettext_lazy("Diploma prepared"),
        gettext_lazy("All the diplomas"),
        lambda versions, value: versions.with_qualification(value),
        _counts_of(TermKind.QUALIFICATION),
        _labels_of(Qualification),
    ),
    Facet(
        "duration",
        gettext_lazy("Time at hand"),
        gettext_lazy("Whatever it takes"),
        lambda versions, value: versions.within(int(value)),
        _duration_counts,
        _duration_labels,
    ),
    Facet(
        "equipment",
        gettext_lazy("Equipment at hand"),
        gettext_lazy("Whatever is needed"),
        lambda versions, value: versions.with_equipment(EQUIPMENT[value][1]),
        _equipment_counts,
        lambda: {value: label for value, (label, _levels) in EQUIPMENT.items()},
    ),
    Facet(
        "safety",
        gettext_lazy("Risk in the activity"),
        gettext_lazy("Whatever the risk"),
        lambda versions, value: versions.with_safety_up_to(int(value)),
        _safety_counts,
        lambda: SAFETY,
    ),
)
"""The filters, in the order in which the page shows them."""
