"""The demonstration's campus: fictional through and through, and loaded once."""

import pytest
from django.utils.timezone import localdate

from cms import codes
from cms.models import Campus, CampusMember, Establishment, MemberKind
from modules.campuses import campus_page
from modules.demo import network
from modules.models import Contribution, Unit
from tests.factories.site import CampusFactory, make_version

pytestmark = pytest.mark.django_db


def test_members__every_kind_and_all_fictional():
    campus = network.load_campus()
    assert campus.demo
    groups = campus_page(campus, localdate()).groups
    assert [group.kind for group in groups] == list(MemberKind)
    for member in CampusMember.objects.select_related("establishment"):
        assert "fictif" in member.label or "fictive" in member.label
        uai = member.establishment.uai
        assert uai is None or (uai[:3] == "999" and codes.uai_fault(uai) is None)
        assert member.establishment.siret is None


def test_contributions__wait_for_the_units_they_are_about():
    campus = network.load_campus()
    network.load_contributions(campus)
    assert not Contribution.objects.exists()
    version = make_version()
    Unit.objects.filter(pk=version.unit_id).update(slug="tri-7-flux", campus=campus)
    network.load_contributions(campus)
    named = {
        entry.member.kind
        for group in campus_page(campus, localdate()).groups
        for entry in group.entries
        if entry.credits
    }
    assert named == {MemberKind.LYCEE, MemberKind.CFA, MemberKind.COMPANY}


def test_loading_again__changes_nothing_and_leaves_alone_what_people_changed():
    campus = network.load_campus()
    version = make_version()
    Unit.objects.filter(pk=version.unit_id).update(slug="tri-7-flux", campus=campus)
    network.load_contributions(campus)
    Contribution.objects.order_by("pk")[0].delete()
    campus.members.order_by("pk")[0].delete()
    Campus.objects.update(presentation="Autre chose.")
    tables = (Campus, CampusMember, Contribution, Establishment)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    network.load_contributions(network.load_campus())
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


def test_loading__completes_a_campus_known_by_its_name_alone():
    bare = CampusFactory(name=network.CAMPUS)
    campus = network.load_campus()
    assert campus == bare
    assert campus.demo
    assert campus.slug == "exemple"
    assert campus.academies.get().code == "exemple"
