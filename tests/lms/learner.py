"""Somebody with a player open on a version, over the addresses that a player calls."""

from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import storages
from django.test import Client

from cms import blobs
from lms.documents import document_of
from lms.models import UnitFollowing, UnitProgress
from lms.tokens import person_key
from modules.state import Answer, Place, State, decode, encode
from tests.factories.site import UserFactory

OPEN = "/suivi/ouvrir/"
COMMIT = "/suivi/enregistrer/"
JSON = "application/json"
NOT_COUNTED = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT")


class Learner:
    """A device: it holds a token and the number of the last save that it knows."""

    def __init__(self, version, user=None, name="aaaa"):
        self.user = user or UserFactory()
        self.version = version
        self.name = name
        self.document = document_of(version.fingerprint)
        self.client = Client()
        self.client.force_login(self.user)
        self.open()

    def on_another_device(self, version=None, name="bbbb"):
        """Return the same person elsewhere, perhaps on another version."""
        return Learner(version or self.version, self.user, name)

    def open(self):
        self.opened = self.client.post(OPEN, self.asked(), content_type=JSON)
        data = self.opened.json()
        self.token, self.base = data.get("token"), data.get("seq")

    def asked(self):
        return {
            "unit": str(self.version.unit_id),
            "version": self.version.number,
            "user": person_key(self.user),
        }

    def post(self, body, **headers):
        """Send a body as it is: what holds the token needs no session."""
        return Client().post(COMMIT, body, content_type=JSON, headers=headers)

    def commit(self, state, **members):
        """Send a state, with other members than the true ones if so asked."""
        text = state if isinstance(state, str) else self.text(state)
        body = {"token": self.token, "base": self.base, "state": text}
        return self.post(body | members)

    def save(self, state):
        """Send a state as an honest player does, and return what the site answered."""
        answer = self.commit(state)
        assert answer.status_code == 200, answer.content
        self.base = answer.json()["seq"]
        return answer.json()

    def text(self, state):
        return encode(state, self.document, self.version.fingerprint)

    def read(self, text):
        return decode(text, self.document, self.version.fingerprint).state

    def row(self):
        return UnitProgress.objects.get(
            user=self.user,
            unit_id=self.version.unit_id,
            version=self.version.number,
        )

    def state(self):
        """Return the steps and answers that the site has."""
        return self.read(self.row().state)

    def summary(self):
        return UnitFollowing.objects.get(user=self.user, unit_id=self.version.unit_id)

    def answering(self, *rights, count=1):
        """Return a state where the first questions were answered, right or wrong."""
        return State(
            answers={
                question.id: Answer(answer_to(question, right), count, self.name)
                for question, right in zip(
                    self.document.questions, rights, strict=False
                )
            }
        )

    def seeing(self, *numbers, count=1):
        """Return a state where steps were seen, the last of them being the place."""
        ids = [self.document.steps[number].id for number in numbers]
        return State(frozenset(ids), Place(ids[-1], count, self.name))

    def seeing_all(self):
        return self.seeing(*range(len(self.document.steps)))


def answer_to(question, right):
    """Return a right or a wrong answer to a choice or a true-or-false question."""
    if question.kind == "true_false":
        return question.key if right else not question.key
    wrong = [option.id for option in question.options if option.id not in question.key]
    chosen = sorted(question.key) if right else wrong[:1]
    return chosen[0] if question.kind == "single_choice" else tuple(chosen)


def statements(captured):
    """Return the SQL that was run, transactions apart."""
    return [q["sql"] for q in captured if not q["sql"].startswith(NOT_COUNTED)]


@contextmanager
def missing(version):
    """Take a version's document out of storage for a while."""
    document_of.cache_clear()
    path = Path(storages["blobs"].path(blobs._name(version.fingerprint)))
    kept = path.read_bytes()
    path.unlink()
    try:
        yield
    finally:
        path.write_bytes(kept)


def rows():
    """Return every row of progress, as the database holds it."""
    return (
        list(UnitProgress.objects.order_by("pk").values()),
        list(UnitFollowing.objects.order_by("pk").values()),
    )
