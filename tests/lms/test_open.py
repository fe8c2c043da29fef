"""Opening an attempt: for whom, on what, and what comes along from other versions."""

from dataclasses import replace

import pytest
from django.test import Client

from lms import actions
from lms.models import UnitFollowing, UnitProgress
from lms.tokens import person_key
from modules.state import merge
from tests.factories.site import UserFactory
from tests.factories.versions import next_version, publish
from tests.lms.learner import JSON, OPEN, Learner, missing, rows

pytestmark = pytest.mark.django_db


def ask(client, body, **headers):
    return client.post(OPEN, body, content_type=JSON, headers=headers)


def signed_in(user, **options):
    client = Client(**options)
    client.force_login(user)
    return client


def test_open__begins_a_progress_and_a_summary(learner):
    data = learner.opened.json()
    assert (data["seq"], data["carried"]) == (0, False)
    assert learner.opened["Cache-Control"] == "no-store"
    assert learner.summary().version == 1
    assert learner.summary().percent == 0


def test_open__again_gives_what_is_known(learner):
    learner.save(merge(learner.answering(True, True), learner.seeing(1)))
    other = learner.on_another_device()
    state = other.read(other.opened.json()["state"])
    assert state.answers == learner.answering(True, True).answers
    assert (state.best, state.status) == (6667, "passed")
    assert other.base == 1
    assert UnitProgress.objects.count() == UnitFollowing.objects.count() == 1


def test_open__needs_an_account(learner):
    before = rows()
    answer = ask(Client(), learner.asked())
    assert answer.status_code == 401
    assert answer.json() == {
        "error": "signed_out",
        "why": "Reconnectez-vous pour enregistrer votre progression.",
    }
    assert rows() == before


def test_open__a_page_made_for_somebody_else_gets_nothing(learner):
    before = rows()
    answer = ask(signed_in(UserFactory()), learner.asked())
    assert answer.status_code == 409
    assert answer.json() == {
        "error": "other_person",
        "why": "Une autre personne s’est connectée sur cet appareil.",
    }
    assert rows() == before


def test_open__an_account_that_was_closed_gets_nothing(learner):
    learner.user.is_active = False
    learner.user.save()
    answer = ask(learner.client, learner.asked())
    assert answer.status_code == 401


def test_open__without_csrf_token_is_refused(learner):
    client = signed_in(learner.user, enforce_csrf_checks=True)
    before = rows()
    assert ask(client, learner.asked()).status_code == 403
    token = "a" * 32
    client.cookies["csrftoken"] = token
    other = ask(
        client, learner.asked(), x_csrftoken=token, origin="https://ailleurs.example"
    )
    assert other.status_code == 403
    assert rows() == before
    assert ask(client, learner.asked(), x_csrftoken=token).status_code == 200


@pytest.mark.parametrize(
    ("members", "status", "why"),
    [
        ({"version": 2}, 404, "Cette version d’unité n’existe pas."),
        ({"version": 0}, 404, "Cette version d’unité n’existe pas."),
        ({"version": -1}, 404, "Cette version d’unité n’existe pas."),
        ({"version": 2**63}, 404, "Cette version d’unité n’existe pas."),
        ({"version": True}, 400, "«\u202fversion\u202f» n’est pas du bon type."),
        ({"version": "1"}, 400, "«\u202fversion\u202f» n’est pas du bon type."),
        (
            {"unit": "5d0f6c1e-8a3b-4c57-9e21-7b6a4d3f2c11"},
            404,
            "Cette version d’unité n’existe pas.",
        ),
        ({"unit": "x"}, 400, "«\u202funit\u202f» ne désigne aucune unité."),
        ({"unit": "\x00"}, 400, "«\u202funit\u202f» ne désigne aucune unité."),
        ({"unit": 1}, 400, "«\u202funit\u202f» n’est pas du bon type."),
        (
            {"user": "é\x00"},
            409,
            "Une autre personne s’est connectée sur cet appareil.",
        ),
        (
            {"more": 1},
            400,
            "Ces membres sont attendus, et aucun autre\u202f: unit, version, user.",
        ),
    ],
)
def test_open__what_names_no_version_is_refused(learner, members, status, why):
    before = rows()
    answer = ask(learner.client, learner.asked() | members)
    assert answer.status_code == status, answer.content
    assert answer.json()["why"] == why
    assert rows() == before


def test_open__bad_bodies_are_refused(learner):
    before = rows()
    for body in (b"", b"[" * 50_000, b'{"unit":NaN}', b"\xff", b"x" * 70_000):
        answer = ask(learner.client, body)
        assert answer.status_code in (400, 413)
        assert answer.json()["why"]
    form = learner.client.post(OPEN, learner.asked())
    assert form.status_code == 400
    assert rows() == before


def test_person_key__tells_people_apart_and_names_nobody():
    first, second = UserFactory(), UserFactory()
    assert person_key(first) == person_key(first) != person_key(second)
    assert str(first.pk) != person_key(first)
    assert len(person_key(first)) == 16


def test_newer_version__takes_what_still_means_the_same(learner):
    learner.save(merge(learner.seeing_all(), learner.answering(True, True, True)))
    single, multiple, true_false = learner.document.questions
    newer = learner.on_another_device(
        next_version(
            learner.version,
            title="Trier mieux",
            # Another key for the first; other words, same key, for the second.
            questions=(
                replace(single, key=frozenset({"brick-wood"})),
                replace(multiple, prompt="<p>Que mettre avec les métaux ?</p>"),
                true_false,
            ),
        )
    )
    assert newer.opened.json()["carried"] is True
    assert set(newer.state().answers) == {multiple.id, true_false.id}
    assert newer.state().steps == learner.seeing_all().steps
    assert newer.row().best == 6667
    summary = newer.summary()
    assert (summary.version, summary.best, summary.is_passed) == (2, 6667, True)
    # The old progress is untouched, and opening again carries nothing more.
    assert learner.row().best == 10_000
    newer.open()
    assert newer.opened.json()["carried"] is False


def test_newer_version__opens_without_the_document_of_the_older(learner):
    learner.save(learner.answering(True))
    newer = next_version(learner.version, title="Neuf")
    with missing(learner.version):
        there = Learner(newer, learner.user)
    assert there.opened.status_code == 200
    assert there.state().answers == {}
    there.open()
    assert len(there.state().answers) == 1


def test_newer_version__drops_steps_and_questions_that_are_gone(learner):
    learner.save(merge(learner.seeing_all(), learner.answering(True, True, True)))
    newer = learner.on_another_device(
        next_version(
            learner.version,
            steps=learner.document.steps[:2],
            questions=learner.document.questions[:2],
        )
    )
    assert newer.state().steps == learner.seeing(0, 1).steps
    assert set(newer.state().answers) == set(learner.answering(True, True).answers)
    assert newer.summary().last_step == ""


def test_newer_version__late_answer_to_the_old_one_joins_at_the_next_opening(learner):
    newer = learner.on_another_device(next_version(learner.version, title="Autre"))
    newer.save(newer.answering(True))
    # The first device was offline all that time, and knows of no newer version.
    late = learner.save(learner.answering(False, True))
    assert late["seq"] == 1
    newer.open()
    assert newer.opened.json()["carried"] is True
    assert set(newer.state().answers) == set(learner.answering(True, True).answers)
    assert newer.summary().best == newer.row().best == 6667


def test_newer_version__late_writes_to_the_old_one_leave_the_summary(learner):
    newer = learner.on_another_device(next_version(learner.version, title="Autre"))
    newer.save(newer.seeing(0))
    before = rows()[1]
    learner.save(merge(learner.seeing_all(), learner.answering(True, True, True)))
    assert rows()[1] == before
    assert learner.row().is_passed and not newer.row().is_passed


def test_older_version__opened_after_the_newer_one_leaves_the_summary(learner):
    newer = learner.on_another_device(next_version(learner.version, title="Autre"))
    newer.save(newer.seeing(0))
    learner.open()
    assert learner.summary().version == 2


def test_two_versions__of_other_units_share_nothing(learner):
    learner.save(learner.answering(True))
    other = learner.on_another_device(publish())
    assert other.opened.json()["carried"] is False
    assert other.state().answers == {}


def test_stop_following__forgets_every_version(learner):
    newer = learner.on_another_device(next_version(learner.version, title="Autre"))
    newer.save(newer.seeing(0))
    neighbour = Learner(learner.version)
    actions.stop_following(user=learner.user, unit_id=learner.version.unit_id)
    assert [row["user_id"] for row in rows()[0]] == [neighbour.user.pk]
    assert [row["user_id"] for row in rows()[1]] == [neighbour.user.pk]
