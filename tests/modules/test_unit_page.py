"""The page of a unit in plain words, and what the player says of its dates."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.tokens import person_key
from modules.models import DocumentCard, UnitPage
from modules.roles import setup_roles
from tests.factories.cards import make_listed
from tests.factories.site import (
    UserFactory,
    make_submission,
    make_unit_page,
    make_version,
)

pytestmark = pytest.mark.django_db


def page_of(client, version):
    response = client.get(f"/unites/{version.slug}/")
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.text)


def test_it_says_for_whom_how_long_and_what_to_prepare(client):
    version = make_listed(
        "Trier",
        qualifications=["macon"],
        prerequisites=["Reconnaître le plâtre"],
        equipment_level="basic",
        safety_level=2,
        duration_minutes=75,
    )
    shown = page_of(client, version)
    for words in (
        "MACON",
        "1 h 15",
        "Petit matériel courant",
        "Encadrement renforcé",
        "Reconnaître le plâtre",
        "Citer les sept flux",
        "2 étapes",
        "3 questions",
        "Claude Exemple (personne fictive), IEN-ET, construction",
        "CC BY-SA 4.0",
        "pour la version 1",
    ):
        assert words in shown, words
    assert f'href="/unites/{version.slug}/suivre/"' in shown
    assert "démonstration" not in shown


def test_a_demonstration_says_so(client):
    shown = page_of(client, make_listed(demo=True))
    assert "Unité de démonstration, visa fictif" in shown
    assert "non relu par une personne" in shown
    assert 'data-visa="fictional"' in shown


def test_it_tells_who_has_no_account_that_nothing_is_lost(client):
    version = make_listed()
    assert "Déjà commencée dans ce navigateur" in page_of(client, version)
    client.force_login(UserFactory())
    assert "Déjà commencée" not in page_of(client, version)


def test_it_answers_after_its_page_is_gone(client):
    version = make_version()
    UnitPage.objects.get().delete()
    assert version.title in page_of(client, version)
    assert client.get(f"/unites/{version.slug}/suivre/").status_code == 200


def test_it_reads_the_current_version(client):
    make_version()
    page = UnitPage.objects.get()
    page.summary = "Autre résumé."
    page.save_revision(user=page.owner)
    version = make_version(make_submission(page=page))
    shown = page_of(client, version)
    assert "Autre résumé." in shown
    assert "pour la version 2" in shown


def test_nothing_approved_is_not_found(client):
    page = make_unit_page()
    assert client.get(f"/unites/{page.unit.slug}/").status_code == 404
    assert client.get("/unites/inconnue/").status_code == 404


def test_an_overdue_review_warns_on_the_page_and_in_the_player(client):
    version = make_version(review_due_on=timezone.localdate() - timedelta(days=1))
    assert "À vérifier" in page_of(client, version)
    player = client.get(f"/unites/{version.slug}/suivre/").text
    assert 'data-notice="to-check"' in player


def test_a_review_to_come_does_not_warn(client):
    version = make_version(review_due_on=date(2099, 1, 1))
    assert (
        'data-notice="to-check"'
        not in client.get(f"/unites/{version.slug}/suivre/").text
    )
    assert "À vérifier" not in page_of(client, version)


def test_an_expired_visa_warns_and_leaves_search_engines(client):
    version = make_listed(valid_until=timezone.localdate() - timedelta(days=1))
    shown = page_of(client, version)
    assert "Le visa a pris fin" in shown
    assert 'data-visa="expired"' in shown
    assert 'content="noindex"' in shown


def test_acronyms_are_explained_in_place(client):
    version = make_listed("Lire le BIM", summary="Une maquette.", objectives=["a"])
    shown = page_of(client, version)
    assert "modélisation des informations du bâtiment" in shown.split("<h1")[1]


def test_a_version_without_a_card_still_answers(client):
    version = make_version()
    DocumentCard.objects.all().delete()
    assert version.title in page_of(client, version)


def test_the_player_leads_back_to_the_page(client):
    version = make_version()
    player = client.get(f"/unites/{version.slug}/suivre/").text
    assert f'href="/unites/{version.slug}/"' in player


def test_it_costs_the_same_whatever_the_unit_holds(client):
    small = make_listed(qualifications=[])
    large = make_listed(
        qualifications=[f"code-{n}" for n in range(30)],
        steps=[[str(n), f"CAP {n}"] for n in range(30)],
    )
    client.get(f"/unites/{small.slug}/")
    counts = []
    for version in (small, large):
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/unites/{version.slug}/")
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 8


class TestHome:
    def test_a_stranger_finds_what_it_is_shelves_and_the_newest(self, client):
        setup_roles()
        make_listed("Trier")
        shown = client.get("/").text
        assert 'action="/catalogue/"' in shown
        assert "/catalogue/?theme=waste" in shown
        assert "Trier" in shown
        assert "par hasard" in shown
        assert "Reprendre" not in shown

    def test_units_out_of_date_are_not_shown(self, client):
        setup_roles()
        make_listed("Vieille", valid_until=timezone.localdate() - timedelta(days=1))
        assert "Vieille" not in client.get("/").text

    def test_a_follower_resumes_in_one_tap(self, client):
        user, version = UserFactory(), make_version()
        client.force_login(user)
        client.post(
            "/suivi/ouvrir/",
            {
                "unit": str(version.unit_id),
                "version": version.number,
                "user": person_key(user),
            },
            content_type="application/json",
        )
        for path in ("/", f"/unites/{version.slug}/"):
            shown = client.get(path).text
            assert f'href="/unites/{version.slug}/suivre/"' in shown
            assert "Reprendre" in shown
