"""A forgotten password, and another one."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.accounts import limits
from cms.signals import signed_out_everywhere
from tests.cms.accounts.conftest import links_of
from tests.cms.accounts.test_signing_in import GOOD, is_signed_in, sign_in
from tests.factories.site import UserFactory

pytestmark = pytest.mark.django_db

NEW = "trois truelles et un niveau"


@pytest.fixture
def user():
    return UserFactory(email="alix@exemple.invalid")


def ask(client, email="ALIX@exemple.invalid"):
    return client.post("/compte/oubli/", {"email": email}, follow=True)


def choose(client, path, password=NEW):
    """Follow the link of a mail and send a password."""
    response = client.get(path)
    target = response.url if response.status_code == 302 else path
    return client.post(target, {"new_password": password})


@pytest.fixture
def told():
    """The people of whom other apps heard that every session ended."""
    people = []

    def receive(sender, user, **kwargs):
        people.append(user)

    signed_out_everywhere.connect(receive)
    yield people
    signed_out_everywhere.disconnect(receive)


def test_reset__from_address_to_a_new_password(client, elsewhere, user, link, told):
    sign_in(elsewhere)
    ask(client)
    path = link()
    assert choose(client, path).url == "/compte/profil/"
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert told == [user]


def test_reset__the_token_leaves_the_address_bar(client, user, link):
    ask(client)
    path = link()
    assert path.split("/")[-2] not in client.get(path).url


def test_reset__the_link_serves_once(client, elsewhere, user, link):
    ask(client)
    path = link()
    choose(client, path)
    response = choose(elsewhere, path, "autre chose de bien long")
    assert response.status_code == 410
    assert "ne sert plus" in response.content.decode()
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_reset__the_link_expires(client, user, link, settings):
    ask(client)
    path = link()
    later = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT + 60)
    with time_machine.travel(timezone.localtime() + later):
        assert choose(client, path).status_code == 410
    user.refresh_from_db()
    assert user.check_password(GOOD)


@pytest.mark.parametrize(
    "path",
    ["/compte/oubli/MQ/cu9d-0/", "/compte/oubli/%C3%A9/x/", "/compte/oubli/MTIz/y-z/"],
)
def test_reset__a_forged_link_opens_nothing(client, user, path):
    assert choose(client, path).status_code == 410


def test_reset__a_weak_password_is_refused(client, user, link):
    ask(client)
    response = choose(client, link(), "court")
    assert response.status_code == 200
    assert 'id="id_new_password_error"' in response.content.decode()


def test_reset__known_and_unknown_addresses_get_the_same_answer(client, user):
    ask(client, "premier@exemple.invalid")  # opens the client's window
    answers, statements = [], []
    for name in ("alix", "alex"):
        with CaptureQueriesContext(connection) as queries:
            response = client.post(
                "/compte/oubli/", {"email": f"{name}@exemple.invalid"}
            )
        statements.append([query["sql"].split()[0] for query in queries])
        body = response.content.decode().replace(name, "")
        answers.append((response.status_code, body.split("<main")[1]))
    assert answers[0] == answers[1]
    assert statements[0] == statements[1]


def test_reset__without_an_account_the_mail_says_so(client, mails):
    ask(client, "autre@exemple.invalid")
    (message,) = mails()
    assert message.to == ["autre@exemple.invalid"]
    assert "Aucun compte" in message.subject
    assert links_of(message) == ["/compte/ouvrir/"]


def test_reset__lets_in_again_whom_guessing_had_shut_out(client, user, link):
    from django.test import Client

    for number in range(limits.TRIES_ANYWHERE.count):
        sign_in(Client(REMOTE_ADDR=f"198.51.100.{number}"), password="autre")
    away = Client(REMOTE_ADDR="203.0.113.1")
    assert sign_in(away).status_code == 429
    ask(client)
    choose(client, link())
    assert sign_in(away, password=NEW).status_code == 302


def test_change__keeps_this_session_and_ends_the_others(client, elsewhere, user, told):
    for browser in (client, elsewhere):
        sign_in(browser)
    response = client.post(
        "/compte/mot-de-passe/", {"current_password": GOOD, "new_password": NEW}
    )
    assert response.url == "/compte/profil/"
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert told == [user]


def test_change__asks_for_the_present_one_a_few_times_only(client, user):
    client.force_login(user)
    data = {"current_password": "autre", "new_password": NEW}
    for _number in range(limits.PASSWORD_CHECKS.count):
        body = client.post("/compte/mot-de-passe/", data).content.decode()
        assert "Ce n’est pas votre mot de passe" in body
    data["current_password"] = GOOD
    body = client.post("/compte/mot-de-passe/", data).content.decode()
    assert "Trop d’essais" in body
    user.refresh_from_db()
    assert user.check_password(GOOD)
