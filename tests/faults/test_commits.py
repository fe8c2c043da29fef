"""A commit and the death of its server: acknowledged is kept, repeated is harmless."""

import json
import os
import signal
import sys
import time

import pytest

from tests.faults.installation import Installation, wait_for
from tests.faults.progress import PREPARE, Player, Site, lost

KILLS = int(os.environ.get("PASSERELLE_KILLS", "2"))
LOAD = 1.0
"""Seconds of load before each kill."""
PLAYERS = 6
"""Two devices for each of three people."""

COMMIT = (
    PREPARE
    + """
import os
import signal

from django.test import Client

from cms import faults
from modules.state import Answer, State, encode

document = make_document()
state = State(answers={document.questions[0].id: Answer("brick-inert", 1, "aaaa")})
text = encode(state, document, fingerprint(document.to_bytes()))


def die():
    print("reached", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)


def send(token):
    body = {"token": token, "base": 0, "state": text}
    return Client(SERVER_NAME="127.0.0.1").post(
        "/suivi/enregistrer/", body, content_type="application/json"
    )


"""
)
BOTH = (
    "SELECT p.seq, p.best, f.best, f.percent FROM lms_unitprogress p"
    " JOIN lms_unitfollowing f ON f.user_id = p.user_id"
)


def test_nothing_acknowledged_is_lost_when_the_server_is_killed_under_load(
    installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    code = PREPARE + f"print(json.dumps(list(begin({PLAYERS // 2}))))"
    tokens = json.loads(installation.run(code))
    site = Site(installation)
    names = ["aaaa", "bbbb", "cccc", "dddd", "eeee", "ffff"]
    players = [
        Player(site, token, name) for token, name in zip(tokens * 2, names, strict=True)
    ]
    missing = 0
    try:
        site.start()
        for player in players:
            player.start()
        for _kill in range(KILLS):
            before = [player.confirmed for player in players]
            while not all(
                p.confirmed > n for p, n in zip(players, before, strict=True)
            ):
                time.sleep(0.01)
            time.sleep(LOAD)
            site.kill()
            missing += lost(installation, players)
            site.start()
        for player in players:
            player.stopping.set()
        for player in players:
            player.join(30)
    finally:
        for player in players:
            player.stopping.set()
        site.kill()
    missing += lost(installation, players)
    confirmed = sum(player.confirmed for player in players)
    resent = sum(player.resent for player in players)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{KILLS} kills, {confirmed} commits acknowledged,"
            f" {resent} sent again, {missing} lost\n"
        )
    assert [player.refused for player in players] == [[]] * PLAYERS
    assert resent >= KILLS
    assert missing == 0


@pytest.fixture
def token(installation: Installation) -> str:
    return installation.run(PREPARE + "print(next(begin(1)))").strip()


@pytest.mark.parametrize(
    ("point", "kept"),
    [
        # Row and summary go together: neither was written.
        ("progress.before_summary", (0, 0, 0, 0)),
        # Both were; only the answer did not arrive.
        ("progress.before_answer", (1, 3333, 3333, 17)),
    ],
)
def test_a_commit_that_died_is_sent_again_without_harm(
    installation: Installation, token: str, point: str, kept: tuple[int, ...]
) -> None:
    process = installation.start(
        COMMIT + f"with faults.armed({point!r}, die):\n    send({token!r})\n"
    )
    assert wait_for(process, "reached") == "reached"
    assert process.wait() == -signal.SIGKILL
    assert installation.rows(BOTH) == [kept]
    for _time in range(2):
        output = installation.run(COMMIT + f"print(send({token!r}).content.decode())")
        assert json.loads(output)["best"] == 3333
        [(_seq, *rest)] = installation.rows(BOTH)
        assert rest == [3333, 3333, 17]


def test_a_database_that_takes_nothing_is_said_and_the_next_try_is_good(
    installation: Installation, token: str
) -> None:
    output = installation.run(
        COMMIT
        + f"""
def pragma(value):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = " + value)


pragma("ON")
refused = send({token!r})
print(refused.status_code, refused.json()["error"])
pragma("OFF")
print(send({token!r}).status_code)
"""
    )
    assert output.split() == ["503", "unavailable", "200"]
    assert installation.rows(BOTH) == [(1, 3333, 3333, 17)]
