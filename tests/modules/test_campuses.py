"""The public pages of campuses: facts, and no claim that no visa covers."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from cms.models import AcademicRegion, MemberKind
from modules.campuses import campus_list, campus_page
from modules.models import Contribution, Unit
from tests.factories.site import (
    AcademyFactory,
    CampusFactory,
    CampusMemberFactory,
    EstablishmentFactory,
    make_submission,
    make_unit_page,
    make_version,
)

pytestmark = pytest.mark.django_db

Nature = Contribution.Nature


@pytest.fixture
def campus():
    return CampusFactory(name="Campus exemple", short_name="exemple")


def contribute(unit_id, member, *natures):
    for nature in natures:
        Contribution.objects.create(unit_id=unit_id, member=member, nature=nature)


def version_in(campus, **fields):
    """Return an approved version of a unit of a campus."""
    version = make_version(**fields)
    Unit.objects.filter(pk=version.unit_id).update(campus=campus)
    return version


def read(client, campus):
    return client.get(reverse("campus", args=[campus.slug]))


def test_units__those_of_the_campus_with_a_visa(client, campus):
    version_in(campus, title="Trier ici")
    make_version(title="Trier ailleurs")
    waiting = make_submission(title="Trier demain")
    Unit.objects.filter(pk=waiting.unit_id).update(campus=campus)
    page = read(client, campus)
    assert "Trier ici" in page.text
    assert "Trier ailleurs" not in page.text
    assert "Trier demain" not in page.text


def test_contribution__named_once_the_unit_has_a_visa(client, campus):
    member = CampusMemberFactory(campus=campus)
    submission = make_submission(title="Trier demain")
    contribute(submission.unit_id, member, Nature.TRIAL, Nature.WRITING)
    before = read(client, campus)
    assert member.label in before.text
    assert "essai en atelier" not in before.text
    version = make_version(submission)
    after = read(client, campus)
    assert "rédaction, essai en atelier" in after.text
    assert reverse("unit", args=[version.slug]) in after.text


def test_contribution__no_longer_named_once_the_visa_has_ended(client, campus):
    member = CampusMemberFactory(campus=campus)
    version = version_in(campus)
    contribute(version.unit_id, member, Nature.TRIAL)
    ended = version.approval.valid_until + timedelta(days=1)
    with time_machine.travel(ended):
        page = read(client, campus)
    assert member.label in page.text
    assert "essai en atelier" not in page.text
    assert version.title not in page.text


def test_contribution__of_a_member_of_another_campus_stays_there(campus):
    version = version_in(campus)
    elsewhere = CampusMemberFactory()
    contribute(version.unit_id, elsewhere, Nature.TRIAL)
    assert campus_page(campus, localdate()).groups == []
    (group,) = campus_page(elsewhere.campus, localdate()).groups
    (entry,) = group.entries
    assert [credit.version for credit in entry.credits] == [version]
    assert campus_page(elsewhere.campus, localdate()).versions == []


def test_members__by_kind_and_name_in_one_order(campus):
    for kind in reversed(MemberKind):
        for name in ("Zinc", "Acier"):
            CampusMemberFactory(
                campus=campus, establishment=EstablishmentFactory(kind=kind, name=name)
            )
    groups = campus_page(campus, localdate()).groups
    assert [group.kind for group in groups] == list(MemberKind)
    for group in groups:
        assert [e.member.label for e in group.entries] == ["Acier", "Zinc"]


def test_members__who_left_stay_named_for_what_they_did(client, campus):
    yesterday = localdate() - timedelta(days=1)
    version = version_in(campus)
    worker, idler = (CampusMemberFactory(campus=campus, left=yesterday) for _ in "ab")
    CampusMemberFactory(campus=campus, joined=localdate() + timedelta(days=1))
    contribute(version.unit_id, worker, Nature.EQUIPMENT)
    page = campus_page(campus, localdate())
    assert page.groups == []
    assert [entry.member for entry in page.former] == [worker]
    text = read(client, campus).text
    assert "Ils en ont fait partie" in text
    assert idler.label not in text


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (date(2024, 9, 22), "du 22 septembre 2024 au 22 septembre 2027"),
        (date(2020, 9, 22), "<strong>terminé le 22 septembre 2023</strong>"),
        (date(2027, 9, 1), "à venir, du 1er septembre 2027"),
    ],
)
@time_machine.travel("2026-11-24 12:00")
def test_label__said_plainly(client, start, said):
    campus = CampusFactory(label_start=start, label_years=3)
    assert said in " ".join(read(client, campus).text.split())
    listed = " ".join(client.get(reverse("campuses")).text.split())
    assert f"Label {said}" in listed


def test_page__says_when_a_campus_is_an_example(client, campus):
    assert "Un exemple qui n’existe pas" not in read(client, campus).text
    campus.demo = True
    campus.save()
    assert "Un exemple qui n’existe pas" in read(client, campus).text
    assert "Exemple qui n’existe pas" in client.get(reverse("campuses")).text


def test_page__shows_what_was_written_and_runs_none_of_it(client, campus):
    campus.presentation = "Premier.\n\n<script>alert(1)</script>"
    campus.save()
    text = read(client, campus).text
    assert "<p>Premier.</p>" in text
    assert "<script>alert" not in text


def test_page__with_nothing_recorded_says_so(client, campus):
    text = read(client, campus).text
    assert "Aucun membre" in text
    assert "Aucune unité de ce campus" in text


def test_page__unknown_campus_is_not_found_in_french(client, campus):
    answer = client.get(reverse("campus", args=["inconnu"]))
    assert answer.status_code == 404
    assert "Il manque une planche ici" in answer.text


@pytest.mark.parametrize("path", ["/campus/", "/campus/exemple/"])
def test_pages__are_only_read(client, campus, path):
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 405


def test_list__empty_says_so(client):
    assert "Aucun campus" in client.get(reverse("campuses")).text


def test_list__examples_come_last_and_units_are_counted():
    example = CampusFactory(name="Ancre", demo=True)
    real = CampusFactory(name="Zinc")
    version_in(real)
    Unit.objects.filter(page=make_unit_page()).update(campus=real)
    counts = {line.campus: line.unit_count for line in campus_list(localdate())}
    assert counts[real] == 1
    assert counts[example] == 0
    assert list(counts)[-1] == example


def test_queries__do_not_grow_with_the_rows(client, campus):
    def fill():
        campus.academies.add(AcademyFactory(region=AcademicRegion.objects.first()))
        version = version_in(campus)
        for kind in MemberKind:
            member = CampusMemberFactory(
                campus=campus, establishment=EstablishmentFactory(kind=kind, town="V")
            )
            contribute(version.unit_id, member, Nature.TRIAL, Nature.WRITING)
        CampusFactory().academies.add(AcademyFactory())

    def queries(path):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    paths = [reverse("campus", args=[campus.slug]), reverse("campuses")]
    fill()
    with_one = [queries(path) for path in paths]
    fill()
    fill()
    assert [queries(path) for path in paths] == with_one
    assert with_one == [10, 5]
