"""A commit: what it writes, in how many statements, and what it refuses."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.documents import document_of
from lms.models import UnitProgress
from lms.tokens import person_key
from modules.state import Answer, State, decode, encode
from tests.factories.site import UserFactory, make_version

pytestmark = pytest.mark.django_db
COMMIT = "/suivi/enregistrer/"


@pytest.fixture
def learner():
    return Learner(make_version())


class Learner:
    """Somebody with a player open on a version."""

    def __init__(self, version, user=None):
        self.user = user or UserFactory()
        self.version = version
        self.document = document_of(version.fingerprint)
        self.client = Client()
        self.client.force_login(self.user)
        self.open()

    def open(self):
        self.opened = self.client.post(
            "/suivi/ouvrir/",
            {
                "unit": str(self.version.unit_id),
                "version": self.version.number,
                "user": person_key(self.user),
            },
            content_type="application/json",
        )
        data = self.opened.json()
        self.token, self.base = data.get("token"), data.get("seq")

    def commit(self, state, **fields):
        body = {"token": self.token, "base": self.base, "state": self.text(state)}
        return Client().post(COMMIT, body | fields, content_type="application/json")

    def text(self, state):
        return encode(state, self.document, self.version.fingerprint)

    def stored(self):
        row = UnitProgress.objects.get(
            user=self.user,
            unit_id=self.version.unit_id,
            version=self.version.number,
        )
        return row, decode(row.state, self.document, row.fingerprint).state

    def answering(self, right=True, count=1, client="aaaa"):
        question = self.document.questions[0]
        wrong = [o.id for o in question.options if o.id not in question.key]
        chosen = next(iter(question.key)) if right else wrong[0]
        return State(answers={question.id: Answer(chosen, count, client)})


def statements(captured):
    kept = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT")
    return [q["sql"] for q in captured if not q["sql"].startswith(kept)]


def test_commit__right_answer_is_graded_here(learner):
    answer = learner.commit(learner.answering())
    assert answer.status_code == 200, answer.content
    assert answer.json() == {"seq": 1, "best": 10_000, "status": "passed"}
    row, state = learner.stored()
    assert (row.best, row.seq) == (10_000, 1)
    assert row.is_passed and row.is_finished
    assert state.answers == learner.answering().answers


def test_commit__two_statements(learner):
    learner.commit(State(steps=frozenset({learner.document.steps[0].id})))
    learner.base = 1
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = learner.commit(learner.answering())
    assert answer.json()["seq"] == 2
    assert len(statements(captured)) == 2, statements(captured)
