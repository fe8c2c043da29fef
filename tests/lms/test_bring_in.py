"""What waited in a browser joins an account; what an account holds can be taken out."""

import json

import pytest

from cms import personal_data
from cms.sanitising import text_of
from lms import actions
from modules.state import merge
from tests.factories.versions import next_version, publish
from tests.lms.learner import JSON, Learner, missing, rows

pytestmark = pytest.mark.django_db
BRING_IN = "/suivi/apporter/"


def bring(learner, kept, client=None, **members):
    text = kept if isinstance(kept, str) else learner.text(kept)
    body = {"unit": str(learner.version.unit_id), "state": text} | members
    return (client or learner.client).post(BRING_IN, body, content_type=JSON)


def test_bring_in__joins_what_is_known(learner):
    learner.save(learner.answering(True))
    here = merge(learner.seeing(1), learner.answering(False, True))
    answer = bring(learner, here)
    assert answer.status_code == 200, answer.content
    assert answer.json() == {"title": learner.version.title}
    assert learner.state().steps == here.steps
    assert learner.row().best == learner.summary().best
    assert learner.summary().percent == 50  # one step and two answers, of six
    assert learner.summary().last_step == learner.document.steps[1].id
    again = rows()[0][0]["state"]
    assert bring(learner, here).status_code == 200
    assert rows()[0][0]["state"] == again


def test_bring_in__old_answers_never_beat_newer_ones(learner):
    learner.save(learner.answering(True, True, True, count=3))
    bring(learner, learner.answering(False, False, False, count=2))
    assert (
        learner.state().answers == learner.answering(True, True, True, count=3).answers
    )


def test_bring_in__begins_what_was_not_followed(learner):
    other = Learner(publish(), learner.user)
    actions.stop_following(user=learner.user, unit_id=other.version.unit_id)
    assert bring(other, other.answering(True)).status_code == 200
    assert other.row().best == 3333
    assert other.summary().best == 3333


def test_bring_in__what_was_done_in_an_older_version_comes_along(learner):
    newer = next_version(learner.version, title="Trier mieux")
    assert bring(learner, learner.answering(True, True)).status_code == 200
    there = learner.on_another_device(newer)
    assert there.row().best == 6667
    assert learner.row().best == 6667
    assert there.summary().version == 2


def test_bring_in__of_a_version_never_seen_keeps_what_matches(learner):
    text = learner.text(learner.answering(True))
    stranger = "1~" + "0" * 8 + text[10:]
    assert bring(learner, stranger).status_code == 200
    assert learner.row().best == 3333


def test_bring_in__forged_score_counts_for_nothing(learner):
    text = learner.text(learner.answering(False)).replace("~n0~", "~p7ps~")
    assert bring(learner, text).status_code == 200
    assert (learner.row().best, learner.row().is_passed) == (0, False)


@pytest.mark.parametrize(
    ("members", "status", "code"),
    [
        ({"state": "2~x"}, 400, "state"),
        ({"state": ""}, 400, "state"),
        ({"state": "\x00"}, 400, "state"),
        ({"state": "1~%_%_%_%_~n0~~~~"}, 400, "state"),
        ({"state": "1~\x00\x00\x00\x00\x00\x00\x00\x00~n0~~~~"}, 400, "state"),
        ({"unit": "x"}, 400, "malformed"),
        ({"unit": "5d0f6c1e-8a3b-4c57-9e21-7b6a4d3f2c11"}, 404, "unknown"),
        ({"more": ""}, 400, "malformed"),
    ],
)
def test_bring_in__what_is_no_progress_is_refused(learner, members, status, code):
    before = rows()
    answer = bring(learner, learner.seeing(0), **members)
    assert (answer.status_code, answer.json()["error"]) == (status, code)
    assert answer.json()["why"]
    assert rows() == before


def test_bring_in__needs_an_account(learner, client):
    before = rows()
    assert bring(learner, learner.seeing(0), client).status_code == 401
    assert rows() == before


def test_export__says_everything_that_is_kept(learner):
    learner.save(merge(learner.seeing(0, 2), learner.answering(True, True)))
    [unit] = json.loads(json.dumps(personal_data.export(learner.user)["progress"]))
    assert unit["title"] == learner.version.title
    assert (unit["version"], unit["status"]) == (1, "passed")
    assert unit["best_score_percent"] == "66.67"
    assert unit["finished_on"]
    kept = unit["steps_and_answers"]
    assert {step["id"] for step in kept["steps"]} == learner.seeing(0, 2).steps
    assert {answer["question_id"] for answer in kept["answers"]} == set(
        learner.answering(True, True).answers
    )


def test_export__can_be_read_by_a_person(learner):
    learner.save(merge(learner.seeing(1), learner.answering(True, True, True)))
    [unit] = personal_data.export(learner.user)["progress"]
    kept = unit["steps_and_answers"]
    assert [step["title"] for step in kept["steps"]] == ["Choisir la bonne benne"]
    for answer in kept["answers"]:
        question = learner.document.question(answer["question_id"])
        assert answer["question"] == text_of(question.prompt)
        texts = {text_of(option.text) for option in question.options_in_order()}
        said = answer["answer_in_words"]
        assert said == [answer["answer"]] or (said and set(said) <= texts)


def test_export__goes_on_without_a_document(learner):
    learner.save(learner.answering(True))
    with missing(learner.version):
        [unit] = personal_data.export(learner.user)["progress"]
    assert unit["steps_and_answers"] == {"text": learner.row().state}


def test_export__says_nothing_about_others(learner):
    other = Learner(learner.version)
    learner.save(learner.answering(True))
    [unit] = personal_data.export(other.user)["progress"]
    assert unit["steps_and_answers"] == {"steps": [], "answers": []}


def test_erase__leaves_nothing_of_one_and_everything_of_others(learner):
    other = Learner(learner.version)
    learner.user.delete()
    assert [row["user_id"] for row in rows()[0]] == [other.user.pk]
    assert [row["user_id"] for row in rows()[1]] == [other.user.pk]
