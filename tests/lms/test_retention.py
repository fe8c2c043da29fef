"""What is erased when its time is over, and what stays."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from lms import retention
from lms.actions import issue_statement
from lms.models import CompletionStatement, QuestionTally, UnitFollowing, UnitProgress
from tests.factories.documents import make_document, make_questions
from tests.factories.versions import publish
from tests.lms.learner import Learner, missing

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    """A unit of one step and one question."""
    return publish(steps=make_document().steps[:1], questions=make_questions()[:1])


@pytest.fixture
def learner(unit):
    """Somebody who passed it."""
    learner = Learner(unit)
    learner.save(learner.answering(True))
    return learner


def rest(learner, days):
    """Let days pass since the last move."""
    UnitFollowing.objects.of(learner.user).update(
        moved_at=timezone.now() - timedelta(days=days)
    )


def test_answers__become_counts_once_finished_and_left(learner):
    rest(learner, 91)
    retention.purge()
    row = learner.row()
    assert learner.state().answers == {}
    assert (row.best, row.is_passed, row.is_finished) == (10_000, True, True)
    tally = QuestionTally.objects.get()
    assert (tally.answers, tally.right) == (1, 1)


def test_answers__are_counted_once(learner):
    rest(learner, 91)
    retention.purge()
    retention.purge()
    assert QuestionTally.objects.get().answers == 1


def test_answers__stay_while_one_may_come_back_to_them(learner):
    rest(learner, 89)
    retention.purge()
    assert len(learner.state().answers) == 1
    assert not QuestionTally.objects.exists()


def test_answers__of_a_missing_document_do_not_hold_up_the_others(learner):
    lost = Learner(publish())
    lost.save(lost.answering(True, True, True))
    for each in (lost, learner):
        rest(each, 91)
    with missing(lost.version):
        assert retention.fold_answers() == 1
    assert learner.state().answers == {}
    assert len(lost.state().answers) == 3
    assert retention.fold_answers() == 1


def test_answers__stay_while_the_unit_is_not_finished(unit):
    learner = Learner(unit)
    learner.save(learner.answering(False))
    rest(learner, 91)
    retention.purge()
    assert len(learner.state().answers) == 1


def test_answers__a_player_left_open_meets_the_fold_and_goes_on(learner):
    rest(learner, 91)
    retention.purge()
    assert "state" in learner.save(learner.answering(True, count=2))
    assert len(learner.state().answers) == 1


def test_progress__goes_after_two_school_years_beside_the_current_one(
    learner, monkeypatch
):
    UnitFollowing.objects.of(learner.user).update(
        moved_at=datetime(2024, 8, 31, 12, tzinfo=timezone.get_default_timezone())
    )
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2026, 8, 31))
    retention.purge_progress()
    assert UnitProgress.objects.exists()
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2026, 9, 1))
    retention.purge_progress()
    assert not UnitProgress.objects.exists()
    assert not UnitFollowing.objects.exists()


def test_statement__is_forgotten_after_five_years(learner):
    statement = issue_statement(user=learner.user, unit_id=learner.version.unit_id)
    retention.purge()
    assert CompletionStatement.objects.exists()
    CompletionStatement.objects.filter(pk=statement.pk).update(
        finished_on=timezone.localdate() - timedelta(days=5 * 366)
    )
    retention.purge()
    assert not CompletionStatement.objects.exists()
