"""What the public page of a campus says: facts joined from the network and from visas.

A contribution shows only while the unit has a version in force: what nobody approved,
or approves no longer, is no claim to make.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.models import Campus, CampusMember, MemberKind
from modules.models import Contribution, Unit, UnitVersion

KIND_HEADINGS: dict[str, Promise] = {
    MemberKind.LYCEE: _("Lycées"),
    MemberKind.CFA: _("Apprentice training centres (CFA)"),
    MemberKind.UNIVERSITY: _("Universities"),
    MemberKind.LABORATORY: _("Laboratories"),
    MemberKind.COMPANY: _("Companies"),
    MemberKind.ASSOCIATION: _("Associations"),
}


@dataclass
class Credit:
    """What one member did for one unit, in the order of ``Contribution.Nature``."""

    version: UnitVersion
    natures: list[str] = field(default_factory=list)


@dataclass
class Entry:
    """A member with what it contributed; without, only its name is said."""

    member: CampusMember
    credits: list[Credit] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    """The members of one kind."""

    kind: str
    heading: Promise
    entries: list[Entry]


@dataclass(frozen=True)
class Line:
    """A campus in the list, with its number of units in force."""

    campus: Campus
    label_state: str
    unit_count: int


@dataclass(frozen=True)
class CampusPage:
    """``former`` holds only the former members that contributed to what is in force."""

    campus: Campus
    label_state: str
    versions: list[UnitVersion]
    groups: list[Group]
    former: list[Entry]


def campus_page(campus: Campus, today: date) -> CampusPage:
    """Return what a campus's page says on a day; queries do not grow with the rows."""
    versions = list(
        UnitVersion.objects.current()
        .in_force(today)
        .with_cards()
        .annotate(
            of_campus=Exists(Unit.objects.filter(pk=OuterRef("unit_id"), campus=campus))
        )
        .filter(
            Q(of_campus=True) | Q(unit_id__in=_contributions(campus).values("unit"))
        )
        .order_by("title", "pk")
    )
    entries = _entries(campus, versions)
    return CampusPage(
        campus=campus,
        label_state=campus.label_state(today),
        versions=[version for version in versions if version.of_campus],
        groups=_groups(e for e in entries if e.member.is_current_on(today)),
        former=[
            entry
            for entry in entries
            if entry.credits and entry.member.left and entry.member.left < today
        ],
    )


def campus_list(today: date) -> list[Line]:
    """Return all campuses on a day, examples last."""
    in_force = UnitVersion.objects.current().in_force(today).values("unit_id")
    campuses = (
        Campus.objects.select_related("sector")
        .prefetch_related("academies")
        .annotate(unit_count=Count("unit", filter=Q(unit__pk__in=in_force)))
        .order_by("demo", "name")
    )
    return [Line(c, c.label_state(today), c.unit_count) for c in campuses]


def _contributions(campus: Campus) -> QuerySet[Contribution]:
    return Contribution.objects.filter(member__campus=campus)


def _entries(campus: Campus, versions: list[UnitVersion]) -> list[Entry]:
    """Return every member by name, with its credits in the order of the versions."""
    done: dict[int, dict[uuid.UUID, set[str]]] = {}
    for contribution in _contributions(campus).order_by():
        units = done.setdefault(contribution.member_id, {})
        units.setdefault(contribution.unit_id, set()).add(contribution.nature)
    entries = []
    for member in campus.members.select_related("establishment"):
        units = done.get(member.pk, {})
        credits = [
            Credit(version, _natures(units[version.unit_id]))
            for version in versions
            if version.unit_id in units
        ]
        entries.append(Entry(member, credits))
    return sorted(entries, key=lambda entry: entry.member.label.casefold())


def _natures(codes: set[str]) -> list[str]:
    return [str(n.label) for n in Contribution.Nature if n.value in codes]


def _groups(entries: Iterable[Entry]) -> list[Group]:
    by_kind: dict[str, list[Entry]] = {kind: [] for kind in KIND_HEADINGS}
    for entry in entries:
        by_kind[entry.member.kind].append(entry)
    return [
        Group(kind, KIND_HEADINGS[kind], members)
        for kind, members in by_kind.items()
        if members
    ]
