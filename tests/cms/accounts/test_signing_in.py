"""Signing in, and out of every device."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cms.accounts import limits
from cms.models import Throttle
from cms.signals import signed_out_everywhere
from tests.factories.site import UserFactory

pytestmark = pytest.mark.django_db

GOOD = "mot-de-passe"


@pytest.fixture
def user():
    return UserFactory(email="alix@exemple.invalid")


def sign_in(client, email="alix@exemple.invalid", password=GOOD, **data):
    return client.post("/connexion/", {"username": email, "password": password, **data})


def is_signed_in(client):
    return client.get("/compte/profil/").status_code == 200


def test_sign_in__address_in_any_case(client, user):
    assert sign_in(client, "ALIX@exemple.invalid").url == "/"
    assert is_signed_in(client)


def test_sign_in__the_session_key_changes(client, user):
    client.get("/connexion/")
    session = client.session
    session["before"] = "kept"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    sign_in(client)
    assert client.session.session_key != before
    assert is_signed_in(client)
    client.cookies["sessionid"] = before
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("following", "expected"),
    [
        ("/compte/profil/", "/compte/profil/"),
        ("https://ailleurs.exemple.invalid/", "/"),
        ("//ailleurs.exemple.invalid", "/"),
        ("/\\ailleurs.exemple.invalid", "/"),
    ],
)
def test_sign_in__goes_on_only_on_this_site(client, user, following, expected):
    assert sign_in(client, next=following).url == expected


def test_sign_in__says_the_same_of_every_failure(client, user):
    UserFactory(email="ferme@exemple.invalid", is_active=False)
    answers = []
    for email, password in [
        ("alix@exemple.invalid", "autre"),
        ("alex@exemple.invalid", GOOD),
        ("zoes@exemple.invalid", GOOD),
    ]:
        response = sign_in(client, email, password)
        assert response.status_code == 200
        body = response.content.decode().replace(email, "")
        answers.append(body.split("<main")[1].split("csrfmiddlewaretoken")[0])
    assert len(set(answers)) == 1
    assert "ne vont pas ensemble" in answers[0]
    assert "ne vont pas" in sign_in(client, "ferme@exemple.invalid").content.decode()


def test_sign_in__guessing_is_slowed_down(client, user):
    for _number in range(limits.TRIES_HERE.count):
        assert sign_in(client, password="autre").status_code == 200
    response = sign_in(client)
    assert response.status_code == 429
    assert "quart d’heure" in response.content.decode()
    assert not is_signed_in(client)
    # Neither somebody else here nor the same person elsewhere is concerned.
    UserFactory(email="voisin@exemple.invalid")
    assert sign_in(client, "voisin@exemple.invalid").status_code == 302
    home = Client(REMOTE_ADDR="198.51.100.7")
    assert sign_in(home).status_code == 302
    with time_machine.travel(timezone.now() + limits.TRIES_HERE.within):
        assert sign_in(client).status_code == 302


def test_sign_in__success_counts_for_nothing(client, user):
    for _number in range(limits.TRIES_FROM_CLIENT.count + 1):
        assert sign_in(Client()).status_code == 302
    assert set(Throttle.objects.values_list("count", flat=True)) == {0}


def test_sign_in__guessing_from_everywhere_is_slowed_down(user):
    for number in range(limits.TRIES_ANYWHERE.count):
        sign_in(Client(REMOTE_ADDR=f"198.51.100.{number}"), password="autre")
    assert sign_in(Client(REMOTE_ADDR="203.0.113.1")).status_code == 429
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert sign_in(Client(REMOTE_ADDR="203.0.113.1")).status_code == 302


def test_sign_in__the_administration_has_the_same_page(client, user):
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain == [("/connexion/?next=/admin/", 302)]
    response = client.get("/admin/login/?next=/admin/pages/")
    assert response.url == "/connexion/?next=%2Fadmin%2Fpages%2F"
    assert client.get("/admin/password_reset/").status_code == 404
    assert client.post("/admin/login/", {"username": "x"}).status_code == 405


def test_administration__a_teacher_is_told_and_not_sent_round(client, user):
    client.force_login(user)
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain == [("/connexion/?next=/admin/", 302)]
    body = response.content.decode()
    assert "ce compte n’ouvre pas cette page" in body
    assert str(user) in body


def test_sign_out_everywhere__asks_first(client, user):
    client.force_login(user)
    assert client.get("/compte/deconnexion-partout/").status_code == 200
    assert is_signed_in(client)


def test_sign_out_everywhere__ends_every_session_at_once(client, elsewhere, user):
    told = []

    def receive(sender, user, **kwargs):
        told.append(user)

    signed_out_everywhere.connect(receive)
    other = Client()
    for browser in (client, elsewhere):
        sign_in(browser)
    other.force_login(UserFactory())
    response = client.post("/compte/deconnexion-partout/", follow=True)
    signed_out_everywhere.disconnect(receive)
    assert response.redirect_chain == [("/connexion/", 302)]
    assert "sur tous vos appareils" in response.content.decode()
    assert told == [user]
    assert not is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert is_signed_in(other)
    assert sign_in(client).status_code == 302
    assert is_signed_in(client)


def test_sign_out_everywhere__holds_through_a_change_of_the_secret(
    client, user, settings
):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    sign_in(client)
    settings.SECRET_KEY = "another"
    settings.SECRET_KEY_FALLBACKS = ["test"]
    assert is_signed_in(client)
    sign_in(elsewhere := Client())
    elsewhere.post("/compte/deconnexion-partout/")
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "path",
    [
        "/compte/profil/",
        "/compte/etablissement/",
        "/compte/adresse/",
        "/compte/mot-de-passe/",
        "/compte/deconnexion-partout/",
        "/compte/mes-donnees/",
        "/compte/mes-donnees/fichier/",
    ],
)
def test_account_pages__are_for_who_is_signed_in(client, path):
    for method in (client.get, client.post):
        assert method(path).url == f"/connexion/?next={path}"


def test_account_pages__stay_in_no_cache(client, user):
    client.force_login(user)
    for path in ("/compte/mes-donnees/", "/compte/profil/", "/compte/ouvrir/"):
        assert "no-store" in client.get(path)["Cache-Control"]


def test_sign_out__says_so_once(client, user):
    client.force_login(user)
    for said in (True, False):
        client.post("/deconnexion/")
        shown = client.get("/connexion/").text
        assert ("Votre session est fermée sur cet appareil." in shown) is said
