"""The plain admin views: every list and form opens, for administrators only."""

import pytest
from django.urls import reverse

from cms.models import Campus, Mandate
from modules.models import Unit
from modules.roles import setup_roles
from tests.factories.site import (
    AcademyFactory,
    CampusFactory,
    SectorFactory,
    UserFactory,
    make_unit_page,
)

pytestmark = pytest.mark.django_db

VIEWSETS = [
    "themes",
    "levels",
    "qualifications",
    "sectors",
    "campuses",
    "academies",
    "academic_regions",
    "campus_members",
    "contributions",
    "establishments",
    "mandates",
    "units",
    "criteria_grids",
]


@pytest.fixture
def administrator(client):
    setup_roles()
    user = UserFactory(roles=["Administrateurs"])
    client.force_login(user)
    return user


@pytest.mark.parametrize("name", VIEWSETS)
def test_an_administrator_opens_the_list(client, administrator, name):
    assert client.get(reverse(f"{name}:index")).status_code == 200


@pytest.mark.parametrize("name", [name for name in VIEWSETS if name != "units"])
def test_an_administrator_opens_an_empty_form(client, administrator, name):
    assert client.get(reverse(f"{name}:add")).status_code == 200


@pytest.mark.parametrize("name", VIEWSETS)
def test_an_author_opens_none_of_them(client, name):
    setup_roles()
    client.force_login(UserFactory(roles=["Auteurs"]))
    assert client.get(reverse(f"{name}:index")).status_code == 302


def test_a_campus_is_created(client, administrator):
    client.post(
        reverse("campuses:add"),
        {
            "name": "Campus exemple",
            "sector": SectorFactory().pk,
            "label_category": "cmq",
            "label_start": "2025-09-22",
            "label_years": "3",
        },
    )
    assert Campus.objects.get(name="Campus exemple").label_years == 3


def test_a_label_of_nine_years_is_refused_in_words(client, administrator):
    response = client.post(
        reverse("campuses:add"),
        {
            "name": "Campus exemple",
            "sector": SectorFactory().pk,
            "label_category": "cmq",
            "label_start": "2025-09-22",
            "label_years": "9",
        },
    )
    assert "cinq" in response.text
    assert not Campus.objects.exists()


def test_a_mandate_is_given(client, administrator):
    inspector = UserFactory()
    client.post(
        reverse("mandates:add"),
        {
            "inspector": inspector.pk,
            "capacity": "IEN-ET",
            "sectors": [SectorFactory().pk],
            "academies": [AcademyFactory().pk],
            "valid_from": "2026-09-01",
            "valid_to": "",
        },
    )
    assert Mandate.objects.get().inspector == inspector


def test_a_unit_is_given_its_place(client, administrator):
    page = make_unit_page(place=False)
    campus, academy = CampusFactory(), AcademyFactory()
    url = reverse("units:edit", args=[page.unit.pk])
    client.post(
        url,
        {"campus": campus.pk, "sector": campus.sector.pk, "academy": academy.pk},
    )
    assert Unit.objects.get().academy == academy


def test_units_are_created_by_writing_pages_and_never_deleted(client, administrator):
    page = make_unit_page()
    assert client.get(reverse("units:add")).status_code == 302
    url = reverse("units:delete", args=[page.unit.pk])
    client.post(url)
    assert Unit.objects.exists()


def test_an_administrator_manages_accounts_by_e_mail(client, administrator):
    response = client.post(
        reverse("wagtailusers_users:add"),
        {
            "email": "nouvelle@exemple.invalid",
            "first_name": "Alix",
            "last_name": "Exemple",
            "password1": "chantier-propre-2026",
            "password2": "chantier-propre-2026",
        },
    )
    assert response.status_code == 302
