"""What one commit costs: against a bare view, against the peer, over HTTP.

    .venv/bin/python -m benchmarks.progress [--rounds 7] [--calls 150] [--seconds 3]

Every comparison is interleaved in one run, since other work on the machine moves
absolute numbers; costs are CPU time of the process. The peer (wagtail-lms, from PyPI)
is put into ``var/benchmark/`` and never beside our own packages.
"""

import argparse
import contextlib
import cProfile
import io
import json
import os
import pstats
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PEER = "wagtail-lms==0.11.1"
PEER_PACKAGES = ROOT / "var" / "benchmark" / "peer"
CLIENTS = 16
PAIRS = 50
COMMIT = "/suivi/enregistrer/"

DATA = Path(tempfile.mkdtemp(prefix="passerelle-benchmark-"))
os.environ |= {
    "PASSERELLE_DATA": str(DATA / "ours"),
    "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
    "DEBUG": "0",
}
for name in ("DATABASE_URL", "CELERY_BROKER_URL"):
    os.environ.pop(name, None)

import django  # noqa: E402 - the data directory is said first

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402 - as above
from django.core.management import call_command  # noqa: E402 - as above
from django.db import connection  # noqa: E402 - as above
from django.http import HttpRequest, JsonResponse  # noqa: E402 - as above
from django.test.utils import CaptureQueriesContext  # noqa: E402 - as above
from django.urls import path  # noqa: E402 - as above
from django.views.decorators.csrf import csrf_exempt  # noqa: E402 - as above

import cms.urls  # noqa: E402 - as above
from benchmarks.load import Server, load  # noqa: E402 - as above
from benchmarks.wsgi_calls import cpu_of, post  # noqa: E402 - as above
from cms.models import User  # noqa: E402 - as above
from lms import actions, tokens  # noqa: E402 - as above
from lms.documents import document_of  # noqa: E402 - as above
from lms.models import UnitProgress  # noqa: E402 - as above
from modules.models import UnitVersion  # noqa: E402 - as above
from modules.state import (  # noqa: E402 - as above
    Answer,
    Place,
    State,
    decode,
    encode,
    merge,
)


@csrf_exempt
def bare(request: HttpRequest) -> JsonResponse:
    """The least a view can do to save a text: one update."""
    data = json.loads(request.read())
    rows = UnitProgress.objects.filter(pk=data["id"], seq__lt=data["seq"])
    return JsonResponse({"ok": rows.update(state=data["state"], seq=data["seq"])})


@dataclass
class Unit:
    """The unit that is followed, and a state in which all of it was answered."""

    version: UnitVersion
    state: State = field(default_factory=State)

    def __post_init__(self) -> None:
        document = self.document
        self.state = State(
            frozenset(step.id for step in document.steps),
            Place(document.steps[0].id, 3, "abcd"),
            {q.id: Answer(_right(q), 2, "abcd") for q in document.questions},
        )

    @property
    def document(self) -> Any:
        return document_of(self.version.fingerprint)

    def text(self, state: State) -> str:
        return encode(state, self.document, self.version.fingerprint)

    def learner(self) -> tuple[UnitProgress, dict[str, Any]]:
        """Return the row of somebody new, and what their player sends."""
        number = User.objects.count()
        user = User.objects.create(email=f"personne{number}@exemple.invalid")
        row = actions.open_progress(user=user, version=self.version).progress
        body = {"token": tokens.issue(row.attempt), "base": 0}
        return row, body | {"state": self.text(self.state)}


def _right(question: Any) -> Any:
    """Return a right answer, as the document's own data says it."""
    key = question.to_data()["key"]
    if question.kind == "single_choice":
        return key[0]
    if question.kind == "gap_fill":
        return tuple(gap["accepted"][0] for gap in key)
    return tuple(key) if isinstance(key, list) else key


class Peer:
    """The peer's process."""

    def __init__(self, state: str, settings: str) -> None:
        if not (PEER_PACKAGES / "wagtail_lms").exists():
            # What it needs beside itself is what we have: the same Wagtail for both.
            command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
            subprocess.run([*command, "--target", PEER_PACKAGES, PEER], check=True)
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", str(ROOT / "benchmarks" / "peer.py")],
            env=os.environ
            | {
                "PEER_PACKAGES": str(PEER_PACKAGES),
                "PEER_SETTINGS": settings,
                "PEER_STATE": state,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.statements = self._hear()["statements"]

    def ask(self, order: str, times: int) -> Any:
        self._process.stdin.write(f"{order} {times}\n")
        self._process.stdin.flush()
        return self._hear()

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait()

    def _hear(self) -> Any:
        line = self._process.stdout.readline()
        assert line, "the peer's process ended"
        return json.loads(line)


def compare_cpu(unit: Unit, rounds: int, calls: int, *, profile: bool) -> None:
    """Print what one commit costs beside a bare view and the peer's."""
    application = WSGIHandler()
    _row, body = unit.learner()
    other, _body = unit.learner()
    seq = [0]

    def commit() -> None:
        body["base"] = post(application, COMMIT, body)["seq"]

    def update() -> None:
        seq[0] += 1
        data = {"id": other.pk, "seq": seq[0], "state": body["state"]}
        assert post(application, "/bare/", data) == {"ok": 1}

    peers = {
        "peer, as it installs itself": Peer(body["state"], "its own"),
        "peer, with our settings": Peer(body["state"], "ours"),
    }
    for warm in (commit, update):
        cpu_of(warm, 20)
    taken: dict[str, list[float]] = {"bare update": [], "commit": []}
    taken |= {name: [] for name in peers}
    for _round in range(rounds):
        taken["bare update"].append(cpu_of(update, calls))
        taken["commit"].append(cpu_of(commit, calls))
        for name, peer in peers.items():
            taken[name].append(peer.ask("round", max(calls // 10, 1)))
    with CaptureQueriesContext(connection) as captured:
        commit()
    say("CPU of one commit, milliseconds", "min", "median", "max")
    for what, values in taken.items():
        say(f"  {what}", min(values), statistics.median(values), max(values))
    ours = statistics.median(taken["commit"])
    goal("times a bare update", ours / statistics.median(taken["bare update"]), 1.5)
    for name in peers:
        goal(f"of the {name}", ours / statistics.median(taken[name]), 1 / 20)
    told = ", ".join(str(peer.statements) for peer in peers.values())
    say(f"  statements: {len(captured)} of ours, {told} of the peer's")
    say(f"  lost when two devices answer in turn, {PAIRS} times:")
    goal("lost by ours", lost_updates(application, unit), 0)
    for name, peer in peers.items():
        say(f"    lost by the {name}", peer.ask("devices", PAIRS))
        peer.close()
    if profile:
        with cProfile.Profile() as profiler:
            cpu_of(commit, 1000)
        pstats.Stats(profiler).sort_stats("tottime").print_stats(40)


def lost_updates(application: Any, unit: Unit) -> int:
    """Let pairs of devices answer in turn; count what they were told and is not there."""
    missing = 0
    for _pair in range(PAIRS):
        row, body = unit.learner()
        given = []
        for question, device in zip(
            unit.document.questions, ("aaaa", "bbbb"), strict=False
        ):
            state = State(answers={question.id: Answer(_right(question), 1, device)})
            # Both opened the unit before either answered.
            post(application, COMMIT, body | {"base": 0, "state": unit.text(state)})
            given.append(state)
        row.refresh_from_db()
        held = decode(row.state, unit.document, row.fingerprint).state
        missing += sum(merge(held, state).answers != held.answers for state in given)
    return missing


def compare_durability(unit: Unit, rounds: int, seconds: float) -> None:
    """Commits per second on our SQLite, and on SQLite as Django leaves it."""
    bodies = [unit.learner()[1] for _client in range(CLIENTS)]
    connection.close()
    plain = DATA / "plain"
    shutil.copytree(DATA / "ours", plain)
    with contextlib.closing(sqlite3.connect(plain / "db.sqlite3")) as database:
        database.execute("PRAGMA journal_mode=DELETE")
    sides = {
        "ours": (DATA / "ours", "cms.settings.dev", [dict(body) for body in bodies]),
        "defaults": (plain, "benchmarks.site_defaults", [dict(b) for b in bodies]),
    }
    seen: dict[str, list[Any]] = {name: [] for name in sides}
    with contextlib.ExitStack() as stack:
        ports = {}
        for name, (data, module, own) in sides.items():
            server = Server(module, data)
            stack.callback(server.close)
            ports[name] = server.port
            load(server.port, own, 1.0)
        before = {name: _written(data) for name, (data, _module, _own) in sides.items()}
        for _round in range(rounds):
            for name, (_data, _module, own) in sides.items():
                seen[name].append(load(ports[name], own, seconds))
        after = {name: _written(data) for name, (data, _module, _own) in sides.items()}
    say(f"Commits per second, {CLIENTS} clients", "min", "median", "max")
    for name, tallies in seen.items():
        rates = [tally.per_second for tally in tallies]
        say(f"  {name}", min(rates), statistics.median(rates), max(rates))
        p95 = statistics.median(tally.p95 for tally in tallies)
        errors = sum(tally.errors for tally in tallies)
        told = sum(len(tally.latencies) for tally in tallies)
        lost = told - (after[name] - before[name])
        say(f"    p95 {p95:.0f} ms, {errors} errors of {told + errors}, {lost} lost")
    ours, plain_rates = (
        statistics.median(tally.per_second for tally in seen[name]) for name in sides
    )
    goal("times Django's defaults", ours / plain_rates, 2.2, at_least=True)
    goal("errors", sum(tally.errors for tally in seen["ours"]), 0)


def _written(data: Path) -> int:
    with contextlib.closing(sqlite3.connect(data / "db.sqlite3")) as database:
        return database.execute("SELECT SUM(seq) FROM lms_unitprogress").fetchone()[0]


def say(what: str, *values: object) -> None:
    """Print a line of the table."""
    shown = (f"{v:10.3f}" if isinstance(v, float) else f"{v:>10}" for v in values)
    print(f"{what:44}", *shown, flush=True)


def goal(what: str, value: float, limit: float, *, at_least: bool = False) -> None:
    """Print a measure beside its limit, and whether it is met."""
    met = value >= limit if at_least else value <= limit
    sign = ("≥" if at_least else "≤") + f" {limit:g}"
    print(f"    {what:40} {value:10.3f}  {sign}: {'met' if met else 'NOT MET'}")


@contextlib.contextmanager
def prepared() -> Iterator[Unit]:
    """Yield the unit of a demonstration that goes with the process."""
    call_command("migrate", verbosity=0)
    call_command("load_demo", force=True, stdout=io.StringIO())
    cms.urls.urlpatterns.insert(0, path("bare/", bare))
    try:
        yield Unit(UnitVersion.objects.current().get(slug="tri-7-flux"))
    finally:
        connection.close()
        shutil.rmtree(DATA, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="What one commit costs.")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--calls", type=int, default=150)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--only", choices=["cpu", "load"])
    chosen = parser.parse_args()
    parts: dict[str, Callable[[Unit], None]] = {
        "cpu": lambda unit: compare_cpu(
            unit, chosen.rounds, chosen.calls, profile=chosen.profile
        ),
        "load": lambda unit: compare_durability(unit, chosen.rounds, chosen.seconds),
    }
    with prepared() as unit:
        for name, measure in parts.items():
            if chosen.only in (None, name):
                measure(unit)


if __name__ == "__main__":
    main()
