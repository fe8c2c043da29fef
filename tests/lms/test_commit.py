"""A commit: what it writes, in how many statements, and what it never lowers."""

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from modules.state import Answer, State, merge, settle
from tests.factories.documents import make_questions
from tests.factories.versions import next_version, publish
from tests.lms.learner import Learner, rows, statements

pytestmark = pytest.mark.django_db


def known(state):
    return state.steps, state.answers


def test_commit__answers_are_graded_here(learner):
    answer = learner.commit(learner.answering(True))
    assert answer.status_code == 200, answer.content
    assert answer.json() == {"seq": 1, "best": 3333, "status": "incomplete"}
    assert answer["Cache-Control"] == "no-store"
    row = learner.row()
    assert (row.best, row.seq, row.finished_on) == (3333, 1, None)
    assert learner.state().answers == learner.answering(True).answers


def test_commit__summary_says_where_they_are(learner):
    learner.save(merge(learner.seeing(0, 1), learner.answering(True, True)))
    summary = learner.summary()
    assert summary.last_step == learner.document.steps[1].id
    assert summary.percent == 67  # two steps of three, two questions of three
    assert (summary.best, summary.is_passed) == (6667, True)


def test_commit__two_statements(learner):
    with CaptureQueriesContext(connection) as captured:
        learner.save(learner.answering(True))
    assert len(statements(captured)) == 2, statements(captured)
    assert statements(captured)[0].lstrip().startswith("UPDATE")


def test_commit__five_statements_when_two_devices_met(learner):
    other = learner.on_another_device()
    other.save(other.seeing(0))
    with CaptureQueriesContext(connection) as captured:
        answer = learner.save(learner.answering(True))
    assert answer["seq"] == 2
    assert 2 < len(statements(captured)) <= 5, statements(captured)


def test_commit__two_devices_get_the_union(learner):
    other = learner.on_another_device()
    theirs = merge(other.seeing(0), other.answering(True))
    other.save(theirs)
    mine = merge(learner.seeing(2), learner.answering(False, True, count=2))
    answer = learner.save(mine)
    union = merge(mine, theirs)
    assert known(learner.read(answer["state"])) == known(union)
    assert known(learner.state()) == known(union)
    # The first device had answered right; the second changed the answer later.
    assert answer["best"] == 3333


def test_commit__the_state_returned_carries_what_was_reached(learner):
    other = learner.on_another_device()
    other.save(other.answering(True, True, True))
    answer = learner.save(learner.answering(False, False, False, count=2))
    returned = learner.read(answer["state"])
    assert (returned.best, returned.status) == (10_000, "passed")


def test_commit__who_adopted_goes_on_in_two_statements(learner):
    other = learner.on_another_device()
    other.save(other.seeing(0))
    adopted = learner.read(learner.save(learner.answering(True))["state"])
    with CaptureQueriesContext(connection) as captured:
        answer = learner.save(merge(adopted, learner.seeing(1)))
    assert "state" not in answer
    assert len(statements(captured)) == 2


def test_commit__repeated_changes_nothing_more(learner):
    first = learner.commit(learner.answering(True)).json()
    held = known(learner.state())
    for _time in range(3):
        # The same request again, as it was: with the base of before.
        again = learner.commit(learner.answering(True)).json()
        assert (again["best"], again["status"]) == (first["best"], first["status"])
        assert known(learner.state()) == held


def test_commit__late_and_disordered_requests_end_in_the_same_state(learner):
    steps = [
        learner.seeing(0),
        merge(learner.seeing(0, 1, count=2), learner.answering(False)),
        merge(learner.seeing(0, 1, count=2), learner.answering(True, count=2)),
        merge(learner.seeing(0, 1, 2, count=3), learner.answering(True, count=2)),
    ]
    requests = [
        {"token": learner.token, "base": base, "state": learner.text(state)}
        for base, state in enumerate(steps)
    ]
    twice = requests * 2
    random.Random(3).shuffle(twice)
    for body in twice:
        assert learner.post(body).status_code == 200
    assert known(learner.state()) == known(steps[-1])
    assert learner.row().best == 3333


def test_commit__best_and_status_are_never_lowered(learner):
    learner.save(learner.answering(True, True, True))
    answer = learner.save(learner.answering(False, False, False, count=2))
    assert (answer["best"], answer["status"]) == (10_000, "passed")
    assert (learner.row().best, learner.summary().best) == (10_000, 10_000)
    assert learner.row().is_passed and learner.summary().is_passed


@pytest.mark.parametrize("rule", ["steps", "questions", "passed"])
def test_commit__pass_mark_reached_before_still_counts(rule):
    learner = Learner(publish(completion_rule=rule))
    # Two of three right: mastered, and nothing else is done.
    reached = learner.save(learner.answering(True, True))
    assert reached["status"] == ("passed" if rule == "passed" else "incomplete")
    # Then they try otherwise and get it wrong, and finish.
    whole = merge(learner.seeing_all(), learner.answering(False, False, False, count=2))
    answer = learner.save(whole)
    assert (answer["best"], answer["status"]) == (6667, "passed")
    assert learner.row().is_finished and learner.summary().is_finished
    assert learner.summary().is_passed


@pytest.mark.parametrize("rule", ["steps", "questions", "passed"])
def test_commit__below_the_pass_mark_is_not_passed(rule):
    learner = Learner(publish(completion_rule=rule))
    answer = learner.save(
        merge(learner.seeing_all(), learner.answering(True, False, False))
    )
    assert (answer["best"], answer["status"]) == (3333, "incomplete")
    assert learner.row().is_finished == (rule != "passed")


def test_commit__failed_once_nothing_more_can_be_gained():
    learner = Learner(publish(attempts_allowed=1))
    assert learner.save(learner.answering(False, False, False))["status"] == "failed"
    # Another device had answered before, better.
    other = learner.on_another_device()
    other.base = 0
    better = other.save(other.answering(True, True, True, count=2))
    assert (better["best"], better["status"]) == (10_000, "passed")


def test_commit__without_graded_questions_only_reading_counts():
    practice = tuple(replace(question, graded=False) for question in make_questions())
    learner = Learner(publish(questions=practice, mastery_score=None))
    answer = learner.save(learner.seeing_all())
    assert (answer["best"], answer["status"]) == (0, "completed")
    assert learner.row().is_finished and not learner.row().is_passed


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("rule", ["steps", "questions", "passed"])
def test_commit__row_says_what_the_state_and_the_best_earn(rule, seed):
    draw = random.Random(f"{rule}{seed}")
    allowed = draw.choice([None, 1, 3])
    learner = Learner(publish(completion_rule=rule, attempts_allowed=allowed))
    expected = State()
    for count in range(1, 5):
        rights = [draw.random() < 0.5 for _ in range(draw.randrange(4))]
        seen = draw.sample(range(3), draw.randrange(1, 4))
        state = merge(learner.seeing(*seen), learner.answering(*rights, count=count))
        expected = settle(learner.document, merge(expected, state))
        answer = learner.save(merge(learner.state(), state))
        assert (answer["best"], answer["status"]) == (expected.best, expected.status)


def test_commit__forged_score_and_status_count_for_nothing(learner):
    forged = State(
        answers=learner.answering(False).answers, best=10_000, status="passed"
    )
    answer = learner.save(forged)
    assert (answer["best"], answer["status"]) == (0, "incomplete")
    assert answer["ignored"] == {
        "score": "Le score est calculé ici, d’après les réponses.",
        "status": "L’état est calculé ici, d’après les réponses.",
    }
    row = learner.row()
    assert (row.best, row.is_passed, row.is_finished) == (0, False, False)
    assert "~n0~" in row.state


def test_commit__what_was_reached_here_may_be_said_again(learner):
    best = learner.save(learner.answering(True, True, True))
    honest = State(
        answers=learner.answering(False, count=2).answers, best=10_000, status="passed"
    )
    assert best["status"] == "passed"
    assert "ignored" not in learner.save(honest)


def test_commit__unknown_questions_and_steps_are_left_out_and_said(learner):
    steps = [replace(step, id=f"{step.id[:-2]}ff") for step in learner.document.steps]
    wide = Learner(publish(steps=tuple(steps)))
    foreign = wide.text(wide.seeing(0)).split("~")
    mine = learner.text(learner.answering(True)).split("~")
    width = mine[6][0]
    mine[5] = foreign[5]
    mine[6] = f"{mine[6]}.{'z' * int(width)}1Aq2"
    answer = learner.save("~".join(mine))
    assert answer["ignored"] == {
        "answers": "Des réponses à des questions que cette version ne contient pas.",
        "steps": "Des étapes que cette version ne contient pas.",
    }
    assert known(learner.state()) == known(learner.answering(True))


def test_commit__finished_on_is_the_first_day(learner):
    with time_machine.travel(datetime(2026, 11, 24, 23, 30, tzinfo=UTC), tick=False):
        # Half past midnight in Paris: the day is the one on the wall.
        learner.open()
        learner.save(learner.answering(True, True, True))
    with time_machine.travel(datetime(2026, 12, 1, 9, 0, tzinfo=UTC), tick=False):
        learner.open()
        learner.save(learner.seeing_all())
    assert learner.row().finished_on.isoformat() == "2026-11-25"
    assert learner.summary().finished_on.isoformat() == "2026-11-25"


def test_commit__moves_only_what_the_token_names(learner):
    other = Learner(learner.version)
    newer = learner.on_another_device(next_version(learner.version, title="Autre"))
    before = [row for row in rows()[0] if row["id"] != learner.row().pk]
    learner.save(learner.answering(True))
    assert [row for row in rows()[0] if row["id"] != learner.row().pk] == before
    assert newer.row().best == 0
    assert other.summary().best == 0


def test_commit__same_count_on_two_devices_is_settled_alike_in_any_order():
    version = publish()
    ends = []
    for order in (("aaaa", "bbbb"), ("bbbb", "aaaa")):
        first = Learner(version, name=order[0])
        second = first.on_another_device(name=order[1])
        question = first.document.questions[0]
        for device in (first, second):
            chosen = question.options["ab".index(device.name[0])].id
            device.save(State(answers={question.id: Answer(chosen, 1, device.name)}))
        ends.append(first.state().answers)
    assert ends[0] == ends[1]


def test_commit__signing_out_ends_the_tokens_of_a_player_left_open(learner):
    learner.client.post("/deconnexion/")
    answer = learner.commit(learner.answering(True))
    assert answer.status_code == 401
    assert answer.json()["error"] == "ended"
    assert learner.row().seq == 0
