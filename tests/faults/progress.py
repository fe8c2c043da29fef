"""Progress in a private installation: rows to commit to, a server to kill, clients."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time

from modules.document import fingerprint
from modules.state import Answer, Place, State, decode, encode, merge
from tests.factories.documents import make_document
from tests.faults.installation import ROOT, Installation

BOOT = 60.0
"""Seconds that a server may take to answer, on a machine that does other things."""

PREPARE = """
import json

from lms import tokens
from lms.models import UnitFollowing, UnitProgress
from django.utils import timezone
from modules.document import fingerprint
from tests.factories.documents import make_document

if "lms_unitprogress" not in connection.introspection.table_names():
    # What an account refers to must be there, even when it refers to nothing.
    wanted = [field.related_model for field in User._meta.fields if field.is_relation]
    with connection.schema_editor() as editor:
        for model in (*wanted, UnitProgress, UnitFollowing):
            editor.create_model(model)


def begin(count):
    document = make_document()
    blob = blobs.store(document.to_bytes(), "application/json")
    for number in range(count):
        user = User.objects.create(email=f"personne{number}@exemple.invalid")
        common = {"user": user, "unit_id": document.unit_id, "version": 1}
        progress = UnitProgress.objects.create(**common, fingerprint=blob.pk)
        UnitFollowing.objects.create(**common, moved_at=timezone.now())
        progress.refresh_from_db()
        yield tokens.issue(progress.attempt)
"""


class Site:
    """The real application behind gunicorn, over the data of an installation."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start a server and wait until it answers."""
        ours = ("PASSERELLE_", "DJANGO_", "SECRET_KEY", "DATABASE_", "CELERY_")
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
        self._server = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "cms.wsgi", "--workers", "2"),
                *("--threads", "4", "--bind", f"127.0.0.1:{self.port}"),
                *("--log-level", "critical", "--no-control-socket"),
            ],
            cwd=ROOT,
            env=inherited
            | {
                "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
                "DEBUG": "0",
                # There is no need of collected static files here.
                "PYTHONWARNINGS": "ignore",
                "PASSERELLE_DATA": str(self.installation.directory),
                # Progress needs no worker, and this one may be killed at any time.
                "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",
            },
            start_new_session=True,
        )
        deadline = time.monotonic() + BOOT
        while time.monotonic() < deadline:
            assert self._server.poll() is None, "the server did not start"
            try:
                if self.get("/sante/") == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        """SIGKILL the server and its workers, wherever they are."""
        if self._server is not None:
            os.killpg(self._server.pid, signal.SIGKILL)
            self._server.wait()
            self._server = None

    def get(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()


class Player(threading.Thread):
    """Answers without end, sends each answer until it is confirmed, notes what was."""

    def __init__(self, site: Site, token: str, name: str) -> None:
        super().__init__(daemon=True)
        self.site = site
        self.token = token
        self.letters = name
        self.document = make_document()
        self.fingerprint = fingerprint(self.document.to_bytes())
        self.state = State()
        self.base = 0
        self.acknowledged = State()
        self.confirmed = 0
        self.resent = 0
        self.refused: list[str] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        connection = None
        while not self.stopping.is_set():
            self._answer()
            while not self.stopping.is_set():
                try:
                    if connection is None:
                        connection = http.client.HTTPConnection(
                            "127.0.0.1", self.site.port, timeout=10
                        )
                    self._send(connection)
                    break
                except (OSError, http.client.HTTPException):
                    self.resent += 1
                    connection = None
                    time.sleep(0.02)

    def _answer(self) -> None:
        question = self.document.questions[0]
        before = self.state.answers.get(question.id)
        count = before.count + 1 if before else 1
        chosen = question.options[count % 3].id
        step = self.document.steps[count % 3].id
        piece = State(
            frozenset([step]),
            Place(step, count, self.letters),
            {question.id: Answer(chosen, count, self.letters)},
        )
        self.state = merge(self.state, piece)

    def _send(self, connection: http.client.HTTPConnection) -> None:
        sent = self.state
        text = encode(sent, self.document, self.fingerprint)
        body = json.dumps({"token": self.token, "base": self.base, "state": text})
        connection.request(
            "POST", "/suivi/enregistrer/", body, {"Content-Type": "application/json"}
        )
        response = connection.getresponse()
        data = response.read()
        if response.status != 200:
            self.refused.append(f"{response.status} {data[:200]!r}")
            return
        answer = json.loads(data)
        self.acknowledged = merge(self.acknowledged, sent)
        self.confirmed += 1
        self.base = answer["seq"]
        if "state" in answer:
            known = decode(answer["state"], self.document, self.fingerprint).state
            self.state = merge(self.state, known)


def lost(installation: Installation, players: list[Player]) -> int:
    """Count the players of whom something confirmed is not in the database."""
    # Noted before the database is read: what it holds only grows.
    noted = [(player, player.acknowledged) for player in players]
    query = "SELECT p.id, p.state, f.best, p.best FROM lms_unitprogress p"
    query += " JOIN lms_unitfollowing f ON f.user_id = p.user_id"
    rows = {row[0]: row[1:] for row in installation.rows(query)}
    missing = 0
    for player, acknowledged in noted:
        text, summary_best, best = rows[int(player.token.split(".")[0])]
        held = decode(text, player.document, player.fingerprint).state
        whole = merge(held, acknowledged.unclaimed())
        missing += (whole.steps, whole.last, whole.answers) != (
            held.steps,
            held.last,
            held.answers,
        )
        assert best == summary_best
    return missing
