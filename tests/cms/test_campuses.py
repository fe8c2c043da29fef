"""Campuses: their label, their address, their members."""

import importlib
from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cms.models import Campus, CampusMember, Sector
from tests.factories.site import CampusFactory, EstablishmentFactory

pytestmark = pytest.mark.django_db

addresses = importlib.import_module("cms.migrations.0008_campus_addresses")


@pytest.mark.parametrize(
    ("start", "years", "end"),
    [
        (date(2025, 9, 22), 5, date(2030, 9, 22)),
        (date(2013, 10, 1), 2, date(2015, 10, 1)),
        (date(2024, 2, 29), 3, date(2027, 2, 28)),
    ],
)
def test_label__lasts_whole_years(start, years, end):
    assert Campus(label_start=start, label_years=years).label_end == end


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2025, 9, 21), "to_come"),
        (date(2025, 9, 22), "current"),
        (date(2028, 9, 22), "current"),
        (date(2028, 9, 23), "ended"),
    ],
)
def test_label__holds_from_its_first_to_its_last_day(day, state):
    campus = Campus(label_start=date(2025, 9, 22), label_years=3)
    assert campus.label_state(day) == state


def test_address__made_from_the_short_name_then_the_name():
    assert CampusFactory(name="Campus Éco", short_name="Éco 1").slug == "eco-1"
    assert CampusFactory(name="Campus d’été").slug == "campus-dete"


def test_address__two_campuses_never_share_one():
    slugs = [CampusFactory(short_name="Éco").slug for _ in range(3)]
    assert slugs == ["eco", "eco-2", "eco-3"]


def test_address__stays_when_the_name_changes():
    campus = CampusFactory(name="Campus Éco")
    campus.name = "Campus Terre"
    campus.save()
    assert campus.slug == "campus-eco"


def test_address__given_to_those_that_had_none():
    first, second = CampusFactory(name="Éco bâti"), CampusFactory(name="Éco, bâti")
    Campus.objects.filter(pk=second.pk).update(slug="")
    addresses.give_addresses(apps, None)
    second.refresh_from_db()
    assert (first.slug, second.slug) == ("eco-bati", "eco-bati-2")


def test_sectors__the_twelve_of_the_label():
    codes = set(Sector.objects.values_list("code", flat=True))
    assert len(codes) == 12
    assert "construction" in codes


def test_member__an_establishment_or_a_name_but_one_of_them():
    campus, school = CampusFactory(), EstablishmentFactory(name="Lycée exemple")

    def member(**fields):
        found = CampusMember(campus=campus, kind="lycee", **fields)
        found.full_clean()
        return found

    assert member(establishment=school).label == "Lycée exemple"
    assert member(name="Réseau exemple").label == "Réseau exemple"
    for fields in ({}, {"establishment": school, "name": "Réseau exemple"}):
        with pytest.raises(ValidationError, match="l’un des deux"):
            member(**fields)
        with pytest.raises(IntegrityError), transaction.atomic():
            CampusMember.objects.create(campus=campus, kind="lycee", **fields)


def test_member__once_at_a_time_but_again_after_leaving():
    campus, school = CampusFactory(), EstablishmentFactory()
    left = CampusMember.objects.create(
        campus=campus, kind="lycee", establishment=school, left=date(2024, 8, 31)
    )
    CampusMember.objects.create(campus=campus, kind="lycee", establishment=school)
    left.left = None
    with pytest.raises(ValidationError, match="déjà membre"):
        left.full_clean()


@pytest.mark.parametrize(
    ("joined", "left", "current"),
    [
        (None, None, True),
        (date(2026, 1, 1), date(2026, 1, 1), True),
        (date(2026, 1, 2), None, False),
        (None, date(2025, 12, 31), False),
    ],
)
def test_member__from_the_first_to_the_last_day(joined, left, current):
    member = CampusMember(name="Réseau exemple", joined=joined, left=left)
    assert member.is_current_on(date(2026, 1, 1)) is current


def test_member__that_left_before_joining_is_refused():
    member = CampusMember(joined=date(2026, 1, 2), left=date(2026, 1, 1))
    with pytest.raises(ValidationError, match="avant d’être arrivé"):
        member.clean()
