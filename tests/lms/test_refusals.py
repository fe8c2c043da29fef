"""What a commit refuses: the answer says why in French, and nothing changes."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.signing import TimestampSigner
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms import actions
from tests.factories.versions import next_version, publish
from tests.lms.learner import COMMIT, Learner, missing, rows

pytestmark = pytest.mark.django_db

NOT_JSON = "Ce n’est pas le JSON attendu."
MEMBERS = "Ces membres sont attendus, et aucun autre\u202f: token, base, state."
NO_STATE = "Ce qui a été envoyé n’est pas une progression que ce site comprend."
NO_TOKEN = "Ce jeton n’a pas été fait ici."
UNAVAILABLE = (
    "Ce site ne peut pas enregistrer pour le moment\u202f: réessayez plus tard."
)
NO_COUNT = "«\u202fbase\u202f» n’est pas un nombre d’enregistrements."
TOO_LARGE = "C’est plus qu’une progression ne peut contenir."
ENDED = "Cette séance a pris fin\u202f: rouvrez l’unité."
OTHER_VERSION = "Ceci a été écrit pour une autre version de l’unité."
OTHER_SITE = "Cette demande vient d’un autre site."


def refused(answer, status, code, why):
    assert answer.status_code == status, answer.content
    assert answer.json() == {"error": code, "why": why}
    assert answer["Cache-Control"] == "no-store"


@pytest.fixture
def started(learner):
    """Somebody who has saved something that must stay as it is."""
    learner.save(learner.answering(True))
    before = rows()
    yield learner
    assert rows() == before


def spelled(learner, **members):
    """Return a body with members spelled as given, true ones elsewhere."""
    true = {
        "token": json.dumps(learner.token),
        "base": "1",
        "state": json.dumps(learner.text(learner.answering(True, True))),
    }
    pairs = (f'"{name}":{text}' for name, text in (true | members).items())
    return "{" + ",".join(pairs) + "}"


def test_refusals__the_body_they_vary_is_a_good_one(learner):
    learner.save(learner.answering(True))
    assert learner.post(spelled(learner)).status_code == 200
    assert learner.row().seq == 2


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"{",
        b"[" * 500 + b"]" * 500,
        b"[" * 50_000,
        b'{"a":' * 10_000,
        b'"\xff\xfe"',
        b"\x00",
        "{}".encode("utf-16"),
        b'{"token":"\xed\xa0\x80","base":1,"state":""}',
        b"9" * 60_000,
        b"token=a&base=1&state=b",
    ],
    ids=lambda body: f"{body[:12]!r}{len(body)}",
)
def test_body__that_is_no_json_is_refused(started, body):
    answer = started.post(body)
    assert answer.status_code == 400
    assert answer.json()["error"] == "malformed"
    assert answer.json()["why"] in (NOT_JSON, MEMBERS)


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1.0", "1e3", "-0.0"]
)
def test_body__with_a_number_that_is_no_integer_is_refused(started, number):
    answer = started.post(spelled(started, base=number))
    refused(answer, 400, "malformed", NOT_JSON)


@pytest.mark.parametrize("member", ["token", "state"])
def test_body__with_a_lone_surrogate_is_refused(started, member):
    answer = started.post(spelled(started, **{member: r'"\ud800"'}))
    refused(answer, 400, "malformed", NOT_JSON)


def test_body__naming_a_member_twice_is_refused(started):
    body = spelled(started).replace('"base":1', '"base":1,"base":0')
    refused(started.post(body), 400, "malformed", NOT_JSON)


@pytest.mark.parametrize("missing", ["token", "base", "state"])
def test_body__without_a_member_is_refused(started, missing):
    data = json.loads(spelled(started))
    del data[missing]
    refused(started.post(data), 400, "malformed", MEMBERS)


def test_body__with_an_unknown_member_is_refused(started):
    body = spelled(started, best="10000")
    refused(started.post(body), 400, "malformed", MEMBERS)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("token", "1"),
        ("token", "null"),
        ("token", "[]"),
        ("base", '"1"'),
        ("base", "true"),
        ("base", "null"),
        ("state", "{}"),
        ("state", "null"),
        ("state", "0"),
    ],
)
def test_body__with_a_member_of_another_type_is_refused(started, member, value):
    answer = started.post(spelled(started, **{member: value}))
    why = f"«\u202f{member}\u202f» n’est pas du bon type."
    refused(answer, 400, "malformed", why)


@pytest.mark.parametrize("base", ["-1", str(2**31), str(2**63), "9" * 4000])
def test_base__that_counts_no_saves_is_refused(started, base):
    answer = started.post(spelled(started, base=base))
    refused(answer, 400, "malformed", NO_COUNT)


def test_base__that_nobody_reached_yet_is_joined_like_an_old_one(learner):
    learner.save(learner.answering(True))
    answer = learner.commit(learner.seeing(0), base=2**31 - 1)
    assert answer.json()["seq"] == 2
    assert learner.state().answers == learner.answering(True).answers


@pytest.mark.parametrize("size", [65_537, 1_000_000])
def test_body__larger_than_a_beacon_is_refused(started, size):
    body = spelled(started)
    refused(started.post(body + " " * (size - len(body))), 413, "too_large", TOO_LARGE)


def test_body__as_large_as_a_beacon_is_read(learner):
    body = spelled(learner, base="0").encode()
    assert learner.post(body + b" " * (65_536 - len(body))).status_code == 200
    body += b" " * (65_537 - len(body))
    assert learner.post(body).status_code == 413


def test_body__sent_as_a_form_is_refused(started):
    answer = Client().post(COMMIT, json.loads(spelled(started)))
    refused(answer, 400, "malformed", NOT_JSON)
    answer = Client().post(
        COMMIT, b"--x\r\ngarbage", content_type="multipart/form-data; boundary=x"
    )
    refused(answer, 400, "malformed", NOT_JSON)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "~",
        "2~00000000~n0~~~~",
        "1~00000000~n0~~~",
        "1~zzzzzzzz~n0~~~~",
        "1~00000000~x0~~~~",
        "1~00000000~nzzz~~~~",
        "1~00000000~n0~~abc~~",
        "1~00000000~n0~~~~\n",
        "1~00000000~n0~~~~<script>",
        "1~00000000~n0~~~~\x00",
        "1~00000000~n0~~~~é",
        "1~" + "0" * 60_000,
        "null",
    ],
    ids=lambda text: text[:24] or "empty",
)
def test_state__that_is_none_is_refused(started, text):
    text = text.replace("00000000", started.version.fingerprint[:8])
    refused(started.commit(text), 400, "state", NO_STATE)


def test_state__of_another_version_is_refused(learner):
    other = learner.on_another_device(publish())
    before = rows()
    answer = learner.commit(other.text(other.answering(True, True)))
    refused(answer, 409, "version", OTHER_VERSION)
    assert rows() == before


@pytest.mark.parametrize("place", [0, 5, -1])
def test_token__altered_is_refused(started, place):
    token = list(started.token)
    token[place] = "A" if token[place] != "A" else "B"
    refused(
        started.commit(started.seeing(0), token="".join(token)), 403, "token", NO_TOKEN
    )


@pytest.mark.parametrize(
    "token", ["", ":", "::", "é", "\x00", "a" * 60_000, "1.2.3:x:y"]
)
def test_token__that_is_none_is_refused(started, token):
    refused(started.commit(started.seeing(0), token=token), 403, "token", NO_TOKEN)


def test_token__signed_for_something_else_is_refused(started):
    text = started.token.rsplit(":", 2)[0]
    token = TimestampSigner(salt="elsewhere").sign(text)
    refused(started.commit(started.seeing(0), token=token), 403, "token", NO_TOKEN)


def test_token__of_another_person_writes_only_theirs(learner):
    learner.save(learner.answering(True))
    other = Learner(learner.version)
    mine = learner.row()
    other.save(other.seeing(0))
    stolen = learner.commit(learner.seeing(1), token=other.token)
    # A token is the permission: it names one row, and never another.
    assert stolen.status_code == 200
    row = learner.row()
    assert (row.state, row.seq) == (mine.state, mine.seq)


def test_token__of_another_version_is_refused(learner):
    newer = learner.on_another_device(
        next_version(learner.version, title="Trier mieux")
    )
    before = rows()
    answer = newer.commit(newer.seeing(0), token=learner.token)
    refused(answer, 409, "version", OTHER_VERSION)
    assert rows() == before


def test_token__ends_after_twelve_hours_and_the_session_renews_it(learner):
    learner.save(learner.answering(True))
    now = timezone.now()
    with time_machine.travel(now + timedelta(hours=11, minutes=59)):
        assert learner.commit(learner.answering(True)).status_code == 200
    before = rows()
    with time_machine.travel(now + timedelta(hours=12, minutes=1)):
        late = learner.answering(True, True)
        refused(learner.commit(late), 401, "ended", ENDED)
        assert rows() == before
        learner.open()
        assert learner.save(late)["status"] == "passed"


def test_token__ends_with_the_account(learner):
    learner.user.delete()
    assert rows() == ([], [])
    refused(learner.commit(learner.seeing(0)), 401, "ended", ENDED)
    assert rows() == ([], [])


def test_token__ends_when_the_unit_is_not_followed_any_more(learner):
    actions.stop_following(user=learner.user, unit_id=learner.version.unit_id)
    refused(learner.commit(learner.seeing(0)), 401, "ended", ENDED)
    assert rows() == ([], [])
    # To follow it again is another progress, where nothing of the old one counts.
    old = learner.token
    learner.open()
    assert learner.base == 0
    refused(learner.commit(learner.seeing(0), token=old), 401, "ended", ENDED)


def test_token__ends_when_its_owner_signs_out_everywhere(learner):
    learner.save(learner.answering(True))
    other = Learner(learner.version)
    assert learner.client.post(reverse("sign_out_everywhere")).status_code == 302
    before = rows()
    for base in (0, 1):
        answer = learner.commit(learner.seeing(0), base=base)
        refused(answer, 401, "ended", ENDED)
    assert rows() == before
    assert other.commit(other.seeing(0)).status_code == 200
    learner.open()
    assert learner.opened.status_code == 401
    learner.user.refresh_from_db()
    learner.client.force_login(learner.user)
    learner.open()
    assert learner.commit(learner.seeing(0)).status_code == 200


@pytest.mark.parametrize(
    "origin",
    [
        "https://ailleurs.example",
        "null",
        "https://testserver",
        "http://testserver:8080",
        "http://testserver.example",
        "file://",
    ],
)
def test_origin__other_than_this_site_is_refused(started, origin):
    answer = started.post(spelled(started), origin=origin)
    refused(answer, 403, "origin", OTHER_SITE)


def test_origin__of_this_site_or_unsaid_is_heard(learner):
    assert (
        learner.post(spelled(learner, base="0"), origin="http://testserver").status_code
        == 200
    )
    assert learner.post(spelled(learner)).status_code == 200


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
@pytest.mark.parametrize(
    "address", ["/suivi/enregistrer/", "/suivi/ouvrir/", "/suivi/apporter/"]
)
def test_method__other_than_post_writes_nothing(started, method, address):
    query = "?token=a&base=1&state=b"
    answer = getattr(started.client, method)(address + query)
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"


def test_unreadable_document__is_said_and_nothing_changes(started):
    with missing(started.version):
        refused(started.commit(started.seeing(0)), 503, "unavailable", UNAVAILABLE)


@pytest.mark.parametrize("kind", ["text/plain", "application/json; charset=latin-1"])
def test_body__is_json_whatever_it_calls_itself(learner, kind):
    body = spelled(learner, base="0").encode()
    assert Client().post(COMMIT, body, content_type=kind).status_code == 200
