"""What administrators enter about the network: establishments, members, contributions."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.models import CampusMember, Establishment, MemberKind
from modules.models import Contribution
from modules.roles import setup_roles
from tests.factories.site import (
    AcademyFactory,
    CampusFactory,
    CampusMemberFactory,
    EstablishmentFactory,
    UserFactory,
    make_unit_page,
)

pytestmark = pytest.mark.django_db

SCHOOL = {"name": "Lycée exemple", "kind": "lycee", "uai": "", "siret": "", "town": ""}


@pytest.fixture
def administrator(client):
    setup_roles()
    user = UserFactory(roles=["Administrateurs"])
    client.force_login(user)
    return user


def test_establishment__its_codes_are_taken_as_people_write_them(client, administrator):
    data = {**SCHOOL, "uai": "094 2434 k", "siret": "732 829 320 00074"}
    assert client.post(reverse("establishments:add"), data).status_code == 302
    found = Establishment.objects.get()
    assert (found.uai, found.siret) == ("0942434K", "73282932000074")


@pytest.mark.parametrize(
    ("field", "code", "said"),
    [
        ("uai", "0942434L", "La dernière lettre ne correspond pas"),
        ("uai", "0942434", "sept chiffres, puis une lettre"),
        ("uai", "0\x00942434K", "caractère nul"),
        ("siret", "73282932000075", "ne vont pas ensemble"),
        ("siret", "4" * 5000, "14 caractères"),
    ],
)
def test_establishment__a_wrong_code_is_refused_beside_its_field(
    client, administrator, field, code, said
):
    answer = client.post(reverse("establishments:add"), {**SCHOOL, field: code})
    assert answer.status_code == 200
    assert said in answer.text
    assert not Establishment.objects.exists()


def test_establishment__browsers_do_not_cut_a_code_with_spaces(client, administrator):
    form = client.get(reverse("establishments:add")).text
    assert 'name="uai"' in form
    assert 'maxlength="8"' not in form
    assert 'maxlength="14"' not in form


def test_establishment__found_by_any_part_of_a_code(client, administrator):
    EstablishmentFactory(name="Cherché", uai="0942434K")
    EstablishmentFactory(name="Autre", uai="0350760L")
    answer = client.get(reverse("establishments:index"), {"q": "2434"})
    assert "Cherché" in answer.text
    assert "Autre" not in answer.text


def test_establishment__found_in_the_chooser(client, administrator):
    EstablishmentFactory(name="Cherché", town="Ville-Exemple")
    EstablishmentFactory(name="Autre")
    url = reverse("establishment_chooser:choose_results")
    assert "Cherché" in client.get(url, {"q": "ville-ex"}).text
    assert "Autre" not in client.get(url, {"q": "ville-ex"}).text


def test_establishment__that_is_a_member_is_not_deleted(client, administrator):
    member = CampusMemberFactory()
    url = reverse("establishments:delete", args=[member.establishment.pk])
    assert client.get(url).status_code == 200
    assert client.post(url).status_code < 500
    assert Establishment.objects.exists()


def member_data(campus, **fields):
    data = {"campus": campus.pk, "kind": "cfa", "establishment": "", "name": ""}
    return {**data, "joined": "", "left": "", **fields}


def test_member__entered_by_establishment_or_by_name(client, administrator):
    campus, school = CampusFactory(), EstablishmentFactory()
    for fields in ({"establishment": school.pk}, {"name": "Réseau exemple"}):
        data = member_data(campus, **fields)
        assert client.post(reverse("campus_members:add"), data).status_code == 302
    assert CampusMember.objects.count() == 2


def test_member__its_establishment_is_searched_for(client, administrator):
    for name in ("campus_members:add", "campuses:add"):
        form = client.get(reverse(name)).text
        assert reverse("establishment_chooser:choose") in form


def test_member__opened_from_the_list(client, administrator):
    member = CampusMemberFactory()
    page = client.get(reverse("campus_members:index")).text
    assert reverse("campus_members:edit", args=[member.pk]) in page
    assert member.label in page


@pytest.mark.parametrize("both", [True, False])
def test_member__both_or_neither_is_refused_in_words(client, administrator, both):
    fields = {"establishment": EstablishmentFactory().pk, "name": "X"} if both else {}
    answer = client.post(
        reverse("campus_members:add"), member_data(CampusFactory(), **fields)
    )
    assert "l’un des deux" in answer.text
    assert not CampusMember.objects.exists()


def test_contribution__entered_once(client, administrator):
    member = CampusMemberFactory(campus__short_name="Éco")
    unit = make_unit_page().unit
    url = reverse("contributions:add")
    assert f"Éco – {member.label}" in client.get(url).text
    data = {"unit": unit.pk, "member": member.pk, "nature": "trial"}
    assert client.post(url, data).status_code == 302
    assert "déjà enregistrée" in client.post(url, data).text
    assert Contribution.objects.count() == 1


def test_contributions__stand_in_the_menu_of_the_network(client, administrator):
    page = client.get(reverse("wagtailadmin_home")).text
    assert reverse("contributions:index") in page
    assert reverse("campus_members:index") in page


@pytest.mark.parametrize(
    "name", ["campuses", "campus_members", "contributions", "establishments"]
)
def test_lists__queries_do_not_grow_with_the_rows(client, administrator, name):
    unit = make_unit_page().unit

    def fill():
        for kind in MemberKind:
            member = CampusMemberFactory(
                establishment__kind=kind, establishment__academy=AcademyFactory()
            )
            Contribution.objects.create(unit=unit, member=member, nature="trial")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(f"{name}:index")).status_code == 200
        return len(captured)

    fill()
    queries()
    few = queries()
    fill()
    assert queries() == few


@pytest.mark.parametrize("name", ["contributions", "campus_members"])
def test_forms__queries_do_not_grow_with_the_members(client, administrator, name):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(f"{name}:add")).status_code == 200
        return len(captured)

    CampusMemberFactory()
    queries()
    few = queries()
    for _ in range(3):
        CampusMemberFactory()
    assert queries() == few
