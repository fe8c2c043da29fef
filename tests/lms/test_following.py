"""«Mon suivi»: what one follows, where one is, what is new; and how to stop."""

import pytest
from django.test import Client

from modules.state import merge
from tests.factories.site import UserFactory
from tests.factories.versions import next_version, publish
from tests.lms.learner import Learner, rows

pytestmark = pytest.mark.django_db


def shown(learner):
    page = learner.client.get("/suivi/")
    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-cache"
    return page.content.decode()


def forget(learner):
    return f"/suivi/{learner.version.unit_id}/oublier/"


def test_my_following__says_where_one_is(learner):
    learner.save(learner.seeing(0, 1))
    text = shown(learner)
    assert learner.version.title in text
    assert "Étape 2 sur 3\u202f: Choisir la bonne benne" in text
    assert f"/unites/{learner.version.slug}/suivre/" in text


def test_my_following__begins_at_the_beginning(learner):
    assert "Au début" in shown(learner)


def test_my_following__says_what_is_finished_and_offers_the_statement(learner):
    assert "/attestation/" not in shown(learner)
    learner.save(merge(learner.seeing_all(), learner.answering(True, True, True)))
    text = shown(learner)
    assert f"/suivi/{learner.version.unit_id}/attestation/" in text
    assert "100\u202f%" in text
    assert "Terminée le" in text


def test_my_following__says_the_score_that_the_player_said(learner):
    learner.save(merge(learner.seeing_all(), learner.answering(True, True, False)))
    assert "66,67\u202f%" in shown(learner)


def test_unit_page__of_a_finished_unit_leads_to_the_statement(learner):
    address = f"/unites/{learner.version.slug}/"
    assert "Obtenir mon attestation" not in learner.client.get(address).text
    learner.save(merge(learner.seeing_all(), learner.answering(True, True, True)))
    text = learner.client.get(address).text
    assert "Terminée le" in text
    assert "Obtenir mon attestation" in text
    assert "Reprendre" not in text


def test_my_following__says_what_is_new(learner):
    assert "Nouvelle version" not in shown(learner)
    newer = next_version(learner.version, title="Trier mieux")
    text = shown(learner)
    assert "Nouvelle version" in text
    assert "Trier mieux" in text
    learner.on_another_device(newer)
    assert "Nouvelle version" not in shown(learner)


def test_my_following__shows_the_last_one_moved_in_first(learner):
    other = learner.on_another_device(publish(title="Le béton de chanvre"))
    text = shown(learner)
    assert text.index("Le béton de chanvre") < text.index(learner.version.title)
    learner.save(learner.seeing(0))
    text = shown(learner)
    assert text.index(learner.version.title) < text.index("Le béton de chanvre")
    assert other.summary().percent == 0


def test_my_following__shows_nobody_elses(learner):
    learner.save(learner.answering(True))
    other = Learner(publish(title="Autre chose"))
    assert learner.version.title not in shown(other)


def test_my_following__needs_an_account(db):
    answer = Client().get("/suivi/")
    assert answer.status_code == 302
    assert answer.url == "/connexion/?next=/suivi/"


def test_stop_following__asks_first(learner):
    before = rows()
    page = learner.client.get(forget(learner))
    assert page.status_code == 200
    assert learner.version.title in page.content.decode()
    assert rows() == before


def test_stop_following__erases_at_once(learner):
    learner.save(learner.answering(True))
    answer = learner.client.post(forget(learner), follow=True)
    assert "sa progression est effacée" in answer.content.decode()
    assert rows() == ([], [])


def test_stop_following__of_what_one_does_not_follow_changes_nothing(learner):
    before = rows()
    stranger = Client()
    stranger.force_login(UserFactory())
    answer = stranger.post(forget(learner))
    assert (answer.status_code, answer.url) == (302, "/suivi/")
    assert Client().post(forget(learner)).status_code == 302
    assert rows() == before


def test_stop_following__needs_the_csrf_token(learner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner.user)
    before = rows()
    assert client.post(forget(learner)).status_code == 403
    assert rows() == before
