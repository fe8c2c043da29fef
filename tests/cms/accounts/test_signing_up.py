"""Opening an account by e-mail."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.accounts import actions, limits, links
from cms.models import Job, Throttle, User
from tests.cms.accounts.conftest import links_of
from tests.factories.site import UserFactory

pytestmark = pytest.mark.django_db

EMAIL = "Camille@CFA.exemple.invalid"
PERSON = {
    "first_name": "Camille",
    "last_name": "Exemple",
    "password": "trois truelles et un niveau",
}


def ask(client, email=EMAIL, **data):
    return client.post("/compte/ouvrir/", {"email": email, **data}, follow=True)


def test_sign_up__from_address_to_account(client, link):
    response = ask(client)
    assert response.status_code == 200
    assert EMAIL in response.content.decode()
    assert not User.objects.exists()
    path = link()
    page = client.get(path)
    assert EMAIL.split("@")[0] in page.content.decode()
    assert not User.objects.exists()  # looking opens nothing
    response = client.post(path, PERSON)
    assert response.url == "/suivi/"
    user = User.objects.get()
    assert user.email == "Camille@cfa.exemple.invalid"
    assert user.check_password(PERSON["password"])
    assert (user.get_full_name(), user.is_staff, user.is_superuser) == (
        "Camille Exemple",
        False,
        False,
    )
    assert not user.groups.exists()
    assert client.session["_auth_user_id"] == str(user.pk)


def test_sign_up__stores_nothing_before_the_link_is_followed(client, mails):
    ask(client)
    mails()
    assert not User.objects.exists()
    assert not Session.objects.exists()
    assert [job.payload for job in Job.objects.all()] == [{}]
    assert [row for row in Throttle.objects.all() if "camille" in row.key.lower()] == []


@pytest.mark.parametrize("field", ["is_superuser", "is_staff", "groups", "email"])
def test_sign_up__nobody_gives_themselves_a_role(client, link, field):
    ask(client)
    client.post(link(), {**PERSON, field: "1"})
    user = User.objects.get()
    assert not (user.is_staff or user.is_superuser or user.groups.exists())
    assert user.email.lower() == EMAIL.lower()


def test_sign_up__known_and_unknown_addresses_get_the_same_answer(client):
    UserFactory(email="present@exemple.invalid")
    ask(client, "premier@exemple.invalid")  # opens the client's window
    answers, statements = [], []
    for name in ("present", "absents"):
        with CaptureQueriesContext(connection) as queries:
            response = client.post(
                "/compte/ouvrir/", {"email": f"{name}@exemple.invalid"}
            )
        statements.append([query["sql"].split()[0] for query in queries])
        body = response.content.decode().replace(name, "")
        answers.append((response.status_code, body.split("<main")[1]))
    assert answers[0] == answers[1]
    # The same work, so that the time taken tells nothing either.
    assert statements[0] == statements[1]


def test_sign_up__with_an_account_the_mail_says_so(client, mails):
    user = UserFactory(email="present@exemple.invalid")
    ask(client, "PRESENT@exemple.invalid")
    (message,) = mails()
    assert message.to == [user.email]
    assert "déjà un compte" in message.subject
    assert links_of(message)[0] == "/connexion/"
    assert links_of(message)[1].startswith("/compte/oubli/")


def test_sign_up__with_a_closed_account_the_mail_says_so(client, mails):
    UserFactory(email="ferme@exemple.invalid", is_active=False)
    ask(client, "ferme@exemple.invalid")
    (message,) = mails()
    assert "fermé" in message.subject
    assert links_of(message) == []


def test_link__expires_after_a_day(client, link):
    ask(client)
    path = link()
    with time_machine.travel(timezone.now() + links.LIFETIME + timedelta(minutes=1)):
        response = client.post(path, PERSON)
    assert response.status_code == 410
    assert "a expiré" in response.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "change", [lambda p: p[:-5] + "/", lambda p: p[:16] + "x" + p[17:]]
)
def test_link__altered_opens_nothing(client, link, change):
    ask(client)
    response = client.post(change(link()), PERSON)
    assert response.status_code == 404
    assert "pas complet" in response.content.decode()
    assert not User.objects.exists()


def test_link__of_another_purpose_opens_nothing(client):
    token = links.make(links.NEW_ADDRESS, {"email": EMAIL, "next": ""})
    assert client.post(f"/compte/ouvrir/{token}/", PERSON).status_code == 404
    assert not User.objects.exists()


def test_link__serves_once(client, elsewhere, link):
    ask(client)
    path = link()
    client.post(path, PERSON)
    response = elsewhere.post(path, {**PERSON, "first_name": "Autre"})
    assert response.status_code == 410
    assert "/connexion/" in response.content.decode()
    assert User.objects.get().first_name == "Camille"
    assert "_auth_user_id" not in elsewhere.session


def test_link__signs_in_however_the_domain_is_written(client):
    token = links.make(links.SIGN_UP, {"email": "a@École.exemple.invalid", "next": ""})
    assert client.post(f"/compte/ouvrir/{token}/", PERSON).status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)


def test_open_account__one_per_address_however_it_is_written():
    actions.open_account(email="a@exemple.invalid", **PERSON)
    with pytest.raises(actions.AddressTaken):
        actions.open_account(email="A@Exemple.invalid", **PERSON)
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("following", "expected"),
    [
        ("/unites/tri-7-flux/", "/unites/tri-7-flux/"),
        ("https://ailleurs.exemple.invalid/", "/suivi/"),
        ("//ailleurs.exemple.invalid/", "/suivi/"),
        ("javascript:alert(1)", "/suivi/"),
    ],
)
def test_sign_up__goes_on_where_one_came_from(client, link, following, expected):
    page = client.get("/compte/ouvrir/", {"next": following})
    assert (f'value="{following}"' in page.content.decode()) is (expected == following)
    ask(client, next=following)
    assert client.post(link(), PERSON).url == expected


@pytest.mark.parametrize(
    "email", ["", "camille", "a@b", "a\0@exemple.invalid", "é" * 300]
)
def test_sign_up__what_is_no_address_is_refused_in_words(client, email):
    response = client.post("/compte/ouvrir/", {"email": email})
    assert response.status_code == 200
    assert 'aria-invalid="true"' in response.content.decode()
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    "password",
    ["court", "123456789012345", "motdepasse", "camille@cfa.exemple.invalid"],
)
def test_sign_up__weak_passwords_are_refused_beside_the_field(client, link, password):
    ask(client)
    response = client.post(link(), {**PERSON, "password": password})
    assert response.status_code == 200
    assert 'id="id_password_error"' in response.content.decode()
    assert not User.objects.exists()


def test_sign_up__one_address_is_not_flooded(client, elsewhere, mails):
    for number in range(limits.MAILS_TO_ADDRESS.count):
        assert ask((client, elsewhere)[number % 2], EMAIL).status_code == 200
    for spelling in (EMAIL, EMAIL.upper()):
        response = ask(client, spelling)
        assert response.status_code == 429
        assert "déjà écrit plusieurs fois" in response.content.decode()
    # The two forms write to the same mailbox.
    assert client.post("/compte/oubli/", {"email": EMAIL}).status_code == 429
    mails()
    assert len(mail.outbox) == limits.MAILS_TO_ADDRESS.count
    with time_machine.travel(timezone.now() + limits.MAILS_TO_ADDRESS.within):
        assert ask(client).status_code == 200


def test_sign_up__one_client_does_not_flood_many_addresses(client):
    for number in range(limits.MAILS_FROM_CLIENT.count):
        ask(client, f"p{number}@exemple.invalid")
    assert ask(client, "autre@exemple.invalid").status_code == 429
    assert ask(client, "autre@exemple.invalid").status_code == 429
    other = {"REMOTE_ADDR": "198.51.100.7"}
    response = client.post("/compte/ouvrir/", {"email": "b@exemple.invalid"}, **other)
    assert response.status_code == 200


def test_sign_up__does_not_wait_for_the_mail_server(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert ask(client).status_code == 200
    assert Job.objects.get().state == "queued"
