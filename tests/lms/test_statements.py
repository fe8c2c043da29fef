"""Statements of completion: for their owner, checkable by all, naming nobody."""

import pytest
from django.db import connection
from django.test import Client

from lms import actions
from lms.models import CompletionStatement
from modules.state import merge
from tests.factories.site import EstablishmentFactory, UserFactory
from tests.factories.versions import next_version, publish
from tests.lms.learner import Learner

pytestmark = pytest.mark.django_db


@pytest.fixture
def finisher():
    """Somebody who finished a unit that is no demonstration."""
    learner = Learner(
        publish(demo=False),
        UserFactory(
            first_name="Maëlle", last_name="Quirin", email="mq@exemple.invalid"
        ),
    )
    learner.save(merge(learner.seeing_all(), learner.answering(True, True, False)))
    return learner


def issue(learner):
    return learner.client.post(f"/suivi/{learner.version.unit_id}/attestation/")


def code_of(learner):
    answer = issue(learner)
    assert answer.status_code == 302, answer.content
    return answer.url.rstrip("/").rsplit("/", 1)[1]


def test_statement__names_person_and_version_to_its_owner_only(finisher):
    code = code_of(finisher)
    address = f"/suivi/attestations/{code}/"
    page = finisher.client.get(address)
    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-cache"
    text = page.content.decode()
    assert "Maëlle Quirin" in text
    assert finisher.version.title in text
    assert finisher.version.fingerprint in text
    stranger = Client()
    assert stranger.get(address).status_code == 302
    stranger.force_login(UserFactory())
    assert stranger.get(address).status_code == 404
    stranger.force_login(UserFactory(administrator=True))
    assert stranger.get(address).status_code == 404


def test_statement__names_the_establishment_of_who_says_theirs(finisher):
    address = f"/suivi/attestations/{code_of(finisher)}/"
    place = EstablishmentFactory()
    assert place.name not in finisher.client.get(address).content.decode()
    finisher.user.establishment = place
    finisher.user.save()
    assert place.name in finisher.client.get(address).content.decode()


def test_statement__says_the_score_only_when_asked(finisher):
    address = f"/suivi/attestations/{code_of(finisher)}/"
    assert "66,67\u202f%" not in finisher.client.get(address).content.decode()
    assert "66,67\u202f%" in finisher.client.get(f"{address}?score=1").content.decode()


def test_statement__checked_by_anybody_names_nobody(finisher):
    code = code_of(finisher)
    page = Client().get(f"/attestations/{code}/")
    assert page.status_code == 200
    text = page.content.decode()
    assert finisher.version.fingerprint in text
    for secret in ("Quirin", "Maëlle", "mq@", "66,67", "6667"):
        assert secret not in text


def test_statement__no_name_stands_in_its_table(finisher):
    code_of(finisher)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {CompletionStatement._meta.db_table}")
        row = "|".join(map(str, cursor.fetchone()))
        columns = {column[0] for column in cursor.description}
    for secret in ("Quirin", "Maëlle", "mq@"):
        assert secret not in row
    assert not [name for name in columns if "user" in name or "score" in name]


def test_statement__asked_again_is_the_same(finisher):
    assert code_of(finisher) == code_of(finisher)
    assert CompletionStatement.objects.count() == 1


def test_statement__says_passed_once_it_is():
    learner = Learner(publish(completion_rule="steps"))
    learner.save(merge(learner.seeing_all(), learner.answering(True)))
    code = code_of(learner)
    assert CompletionStatement.objects.get().passed is False
    learner.save(merge(learner.seeing_all(), learner.answering(True, True, True)))
    assert code_of(learner) == code
    assert CompletionStatement.objects.get().passed is True


def test_statement__unfinished_has_none(learner):
    learner.save(learner.answering(True))
    answer = issue(learner)
    assert (answer.status_code, answer.url) == (302, "/suivi/")
    assert CompletionStatement.objects.count() == 0
    with pytest.raises(actions.NotFinished):
        actions.issue_statement(user=UserFactory(), unit_id=learner.version.unit_id)


def test_statement__is_that_of_the_latest_version_finished(finisher):
    newer = finisher.on_another_device(next_version(finisher.version, title="Neuf"))
    assert newer.row().is_finished
    code_of(newer)
    assert CompletionStatement.objects.get().version == 2


@pytest.mark.parametrize(("demo", "says"), [(True, True), (False, False)])
def test_statement__of_a_demonstration_says_so(demo, says):
    learner = Learner(publish(demo=demo))
    learner.save(merge(learner.seeing_all(), learner.answering(True, True, True)))
    code = code_of(learner)
    assert CompletionStatement.objects.get().demo is demo
    mine = learner.client.get(f"/suivi/attestations/{code}/").content.decode()
    check = Client().get(f"/attestations/{code}/").content.decode()
    assert ("Démonstration" in mine, "Démonstration" in check) == (says, says)


def test_statement__get_makes_none(finisher):
    assert (
        finisher.client.get(
            f"/suivi/{finisher.version.unit_id}/attestation/"
        ).status_code
        == 405
    )
    assert CompletionStatement.objects.count() == 0


def test_statement__needs_an_account(finisher):
    answer = Client().post(f"/suivi/{finisher.version.unit_id}/attestation/")
    assert answer.status_code == 302
    assert "/connexion/" in answer.url
    assert CompletionStatement.objects.count() == 0


def test_statement__stays_checkable_when_the_account_is_gone(finisher):
    code = code_of(finisher)
    finisher.user.delete()
    assert Client().get(f"/attestations/{code}/").status_code == 200


def test_code__typed_in_any_way_is_found(finisher):
    code = code_of(finisher)
    typed = code.replace("-", "").lower()
    answer = Client().get(f"/attestations/{typed}/")
    assert (answer.status_code, answer.url) == (302, f"/attestations/{code}/")


@pytest.mark.parametrize("code", ["AAAA-AAAA-AAAA", "-", "é", "%00", "a" * 300, "ß"])
def test_code__that_was_never_given_is_not_found(db, code):
    answer = Client().get(f"/attestations/{code}/", follow=True)
    assert answer.status_code == 404
    assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize("code", ["%00", "A%00", "a b", "x" * 500])
def test_code__that_is_none_is_not_found(finisher, code):
    assert finisher.client.get(f"/suivi/attestations/{code}/").status_code == 404
    answer = Client().get(f"/attestations/{code}/", follow=True)
    assert answer.status_code == 404


def test_code__typed_into_the_page_that_asks_for_it(finisher):
    code = code_of(finisher)
    asked = Client().get("/attestations/")
    assert asked.status_code == 200
    assert 'name="code"' in asked.content.decode()
    answer = Client().get("/attestations/", {"code": f" {code.lower()} "})
    assert (answer.status_code, answer.url) == (302, f"/attestations/{code}/")


@pytest.mark.parametrize("typed", ["", "  ", "--", "\x00", "/", "é/../x" * 99])
def test_code__typed_wrong_asks_again(db, typed):
    answer = Client().get("/attestations/", {"code": typed}, follow=True)
    assert answer.status_code in (200, 404)
    assert 'name="code"' in answer.content.decode()


def test_check__leads_to_the_unit_and_to_another_code(finisher):
    text = Client().get(f"/attestations/{code_of(finisher)}/").content.decode()
    assert f'href="/unites/{finisher.version.slug}/"' in text
    assert 'href="/attestations/"' in text
