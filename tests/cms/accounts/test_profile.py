"""The profile: name, establishment, address."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.accounts import links
from cms.models import Establishment
from tests.cms.accounts.conftest import links_of
from tests.cms.accounts.test_signing_in import GOOD
from tests.factories.site import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(client):
    person = UserFactory(email="alix@exemple.invalid")
    client.force_login(person)
    return person


@pytest.fixture
def lycee():
    return Establishment.objects.create(
        name="Lycée des Bâtisseurs", kind="lycee", town="Évreux", uai="0942434K"
    )


def test_name__is_kept(client, user):
    response = client.post(
        "/compte/profil/", {"first_name": " Zoé ", "last_name": "Exemple"}
    )
    assert response.url == "/compte/profil/"
    user.refresh_from_db()
    assert user.get_full_name() == "Zoé Exemple"


@pytest.mark.parametrize("field", ["is_superuser", "is_staff", "is_active", "email"])
def test_name__nothing_else_is_taken_from_that_form(client, user, field):
    before = getattr(user, field)
    client.post(
        "/compte/profil/", {"first_name": "Zoé", "last_name": "Exemple", field: "1"}
    )
    user.refresh_from_db()
    assert getattr(user, field) == before


@pytest.mark.parametrize("name", ["", "a" * 151, "a\0b"])
def test_name__is_refused_beside_the_field(client, user, name):
    response = client.post("/compte/profil/", {"first_name": name, "last_name": "E"})
    assert response.status_code == 200
    assert 'id="id_first_name_error"' in response.content.decode()
    user.refresh_from_db()
    assert user.first_name == "Alix"


@pytest.mark.parametrize(
    "query", ["0942434K", "0942434k ", "094 2434 K", "batisseurs", "evreux lycee"]
)
def test_establishment__is_found_and_chosen_without_a_script(
    client, user, lycee, query
):
    page = client.get("/compte/etablissement/", {"q": query}).content.decode()
    assert f'value="{lycee.pk}"' in page
    response = client.post("/compte/etablissement/", {"establishment": lycee.pk})
    assert response.url == "/compte/profil/"
    user.refresh_from_db()
    assert user.establishment == lycee
    assert "Lycée des Bâtisseurs" in client.get("/compte/profil/").content.decode()


def test_establishment__is_found_by_its_siret(client, user):
    cfa = Establishment.objects.create(name="CFA", kind="cfa", siret="73282932000074")
    page = client.get("/compte/etablissement/", {"q": "732 829 320 00074"})
    assert f'value="{cfa.pk}"' in page.content.decode()


def test_establishment__is_never_required(client, user, lycee):
    user.establishment = lycee
    user.save()
    client.post("/compte/etablissement/", {"establishment": ""})
    user.refresh_from_db()
    assert user.establishment is None


def test_establishment__survives_none_of_it(user, lycee):
    user.establishment = lycee
    user.save()
    lycee.delete()
    user.refresh_from_db()
    assert user.establishment is None


@pytest.mark.parametrize("chosen", ["0", "-1", "x", "٣", "9" * 40, "9" * 5000, "1\0"])
def test_establishment__what_is_none_is_not_found(client, user, lycee, chosen):
    response = client.post("/compte/etablissement/", {"establishment": chosen})
    assert response.status_code == 404


@pytest.mark.parametrize("query", ["rien de tel", "\0", '"', "%", "a" * 5000, "AND ("])
def test_establishment__a_search_without_result_says_what_to_do(
    client, user, lycee, query
):
    response = client.get("/compte/etablissement/", {"q": query})
    assert response.status_code == 200
    assert f'value="{lycee.pk}"' not in response.content.decode()


def test_establishment__same_queries_for_many(client, user):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get("/compte/etablissement/", {"q": "lycee"})
        return len(seen)

    Establishment.objects.create(name="Lycée 0", kind="lycee")
    one = queries()
    for number in range(1, 30):
        Establishment.objects.create(name=f"Lycée {number}", kind="lycee")
    assert queries() == one
    page = client.get("/compte/etablissement/", {"q": "lycee"}).content.decode()
    assert page.count('name="establishment"') == 20
    assert "Il y en a d’autres" in page


def change(client, email="nouvelle@exemple.invalid", password=GOOD):
    return client.post(
        "/compte/adresse/", {"email": email, "current_password": password}
    )


def test_address__changes_when_its_mailbox_confirms(client, elsewhere, user, mails):
    assert change(client).url == "/compte/profil/"
    confirmation, notice = mails()
    assert confirmation.to == ["nouvelle@exemple.invalid"]
    assert notice.to == ["alix@exemple.invalid"]
    # It may be a stranger's mailbox: no text of anybody's goes there.
    assert user.first_name not in confirmation.body
    assert "nouvelle@" not in notice.body
    (path,) = links_of(confirmation)
    assert elsewhere.get(path).status_code == 200
    user.refresh_from_db()
    assert user.email == "alix@exemple.invalid"
    elsewhere.post(path)
    user.refresh_from_db()
    assert user.email == "nouvelle@exemple.invalid"
    # The link signs nobody in, and serves once.
    assert "_auth_user_id" not in elsewhere.session
    assert elsewhere.post(path).status_code == 410


def test_address__an_older_request_no_longer_counts(client, user, mails):
    change(client, "un@exemple.invalid")
    first = links_of(mails()[0])[0]
    change(client, "deux@exemple.invalid")
    client.post(links_of(mails()[0])[0])
    assert client.post(first).status_code == 410
    user.refresh_from_db()
    assert user.email == "deux@exemple.invalid"


def test_address__of_somebody_else_is_said_in_their_mailbox_only(client, user, mails):
    UserFactory(email="prise@exemple.invalid")
    taken = change(client, "Prise@exemple.invalid")
    free = change(client, "libre@exemple.invalid")
    assert (taken.status_code, taken.url) == (free.status_code, free.url)
    assert "a déjà un compte" in mails()[0].subject


def test_address__taken_meanwhile_stays_with_its_owner(client, user, mails):
    change(client)
    path = links_of(mails()[0])[0]
    UserFactory(email="Nouvelle@exemple.invalid")
    assert client.post(path).status_code == 410
    user.refresh_from_db()
    assert user.email == "alix@exemple.invalid"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ALIX@exemple.invalid", GOOD),
        ("rien", GOOD),
        ("nouvelle@exemple.invalid", "autre"),
    ],
)
def test_address__is_refused_in_words(client, user, mails, email, password):
    response = change(client, email, password)
    assert response.status_code == 200
    assert 'aria-invalid="true"' in response.content.decode()
    assert mails() == []


def test_address__the_link_expires(client, user, mails):
    change(client)
    path = links_of(mails()[0])[0]
    with time_machine.travel(timezone.now() + links.LIFETIME + timedelta(minutes=1)):
        response = client.post(path)
    assert response.status_code == 410
    assert "a expiré" in response.content.decode()
