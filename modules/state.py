"""What a learner has done in a unit: a join, its compact text, its outcome. Pure.

Every function here has a twin in ``static_src/modules/player`` and both are held to the
golden cases of ``tests/data/state``. A state is knowledge that only grows: merging two
of them in any order, any number of times, gives the same one, so nothing is lost
between tabs, devices and replays.
"""

import hashlib
import re
from base64 import b32encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, TypeGuard

from cms import canonical
from modules.document import UnitDocument
from modules.questions import Grade

STATUSES = ("not_attempted", "incomplete", "failed", "completed", "passed")
"""From the nearest to the furthest; merging keeps the furthest."""

MAX_COUNT = 9999
"""Highest counter accepted: no learner checks a question ten thousand times."""
MAX_ENTRIES = 500
MAX_ID = 200
MAX_CHOSEN = 64
FULL_SCORE = 10_000
"""Scores are integer hundredths of a percent."""

FORMAT = "1"
MAX_TEXT = 4096
"""Longest text that :func:`decode` reads: what SCORM 1.2 stores (RTE 3.4.4)."""

MIN_ID_TOKEN = 4
MIN_OPTION_TOKEN = 2

_CLIENT = re.compile(r"[a-z2-7]{4}")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_STATUS_LETTERS = {"n": 0, "i": 1, "f": 2, "c": 3, "p": 4}
_TEXT = re.compile(
    r"(?P<format>[0-9a-z]{1,2})~(?P<print>[0-9a-f]{8})~"
    r"(?P<status>[nifcp])(?P<best>[0-9a-z]{1,3})~"
    r"(?P<last>[0-9a-zA-Z]*)~(?P<clients>(?:[a-z2-7]{4})*)~"
    r"(?P<steps>[0-9a-z]*)~(?P<answers>[0-9a-zA-Z.]*)"
)
_ENTRY = re.compile(r"([0-9a-z]+)([A-Z]+)([0-9a-z]*)")

AnswerValue = str | bool | tuple[str, ...]
"""An option's id, a boolean, or several ids."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer last checked; ``count`` is how many checks the question has had."""

    answer: AnswerValue
    count: int
    client: str

    def to_data(self) -> dict[str, Any]:
        value = list(self.answer) if isinstance(self.answer, tuple) else self.answer
        return {"answer": value, "count": self.count, "client": self.client}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the learner last was: a hint for resuming, not knowledge."""

    step: str
    count: int
    client: str

    def to_data(self) -> dict[str, Any]:
        return {"step": self.step, "count": self.count, "client": self.client}


@dataclass(frozen=True, slots=True)
class State:
    """A learner's state in one unit. ``best`` is in hundredths of a percent."""

    steps: frozenset[str] = frozenset()
    last: Place | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    best: int = 0
    status: str = STATUSES[0]

    @classmethod
    def from_data(cls, data: object) -> "State":
        """Read the JSON form, from anywhere: what is not understood is left out.

        Never raises. At most :data:`MAX_ENTRIES` steps and answers are read.
        """
        if not isinstance(data, Mapping):
            return cls()
        best, status = data.get("best"), data.get("status")
        return cls(
            frozenset(_steps_from(data.get("steps"))),
            _place_from(data.get("last")),
            dict(_answers_from(data.get("answers"))),
            best if _is_count(best, 0, FULL_SCORE) else 0,
            status if isinstance(status, str) and status in STATUSES else STATUSES[0],
        )

    def to_data(self) -> dict[str, Any]:
        """Return the JSON form, with steps and answers in the order of their ids."""
        return {
            "steps": sorted(self.steps),
            "last": self.last.to_data() if self.last else None,
            "answers": {
                name: self.answers[name].to_data() for name in sorted(self.answers)
            },
            "best": self.best,
            "status": self.status,
        }

    def unclaimed(self) -> "State":
        """Return the state without its score and status: facts, no conclusion.

        For a state that comes from a browser, before :func:`settle` draws its own.
        """
        return replace(self, best=0, status=STATUSES[0])


def merge(a: State, b: State) -> State:
    """Join two states: commutative, associative, idempotent."""
    answers = dict(a.answers)
    for name, answer in b.answers.items():
        mine = answers.get(name)
        if mine is None or _answer_rank(answer) > _answer_rank(mine):
            answers[name] = answer
    places = [place for place in (a.last, b.last) if place is not None]
    return State(
        a.steps | b.steps,
        max(places, key=lambda p: (p.count, p.client, p.step), default=None),
        answers,
        max(a.best, b.best),
        max(a.status, b.status, key=STATUSES.index),
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a state is worth in a document; scores in hundredths of a percent.

    ``score`` is that of the latest answers and ``best`` the highest ever reached; both
    are None when nothing is graded. ``steps_left`` and ``questions_left`` hold, in
    document order, the steps not visited and the graded questions never checked.
    """

    score: int | None
    best: int | None
    status: str
    complete: bool
    steps_left: tuple[str, ...]
    questions_left: tuple[str, ...]
    grades: Mapping[str, Grade]


def outcome(document: UnitDocument, state: State) -> Outcome:
    """Grade the stored answers again and conclude. Never raises.

    Without graded questions, complete means every step visited, whatever the rule.
    ``passed`` needs completion and the mastery score; ``failed`` is said only when no
    graded question can still bring anything (some platforms close a failed attempt);
    a conclusion already reached, in ``state.status``, is never taken back.
    """
    grades = {
        question.id: question.grade(_plain(state.answers[question.id].answer))
        for question in document.questions
        if question.id in state.answers
    }
    graded = document.graded_questions
    score: int | None = None
    best: int | None = None
    mastered = False
    if graded:
        maximum = sum((Fraction(q.weight) for q in graded), Fraction(0))
        gained = sum(
            (Fraction(grades[q.id].score) for q in graded if q.id in grades),
            Fraction(0),
        )
        score = int(gained / maximum * FULL_SCORE + Fraction(1, 2))
        best = max(score, state.best)
        mastered = best >= (document.mastery_score or 0) * 100
    steps_left = tuple(s.id for s in document.steps if s.id not in state.steps)
    questions_left = tuple(q.id for q in graded if q.id not in grades)
    complete = {
        "steps": not steps_left,
        "questions": not questions_left,
        "passed": mastered,
    }[document.completion_rule if graded else "steps"]
    allowed = document.attempts_allowed
    exhausted = all(
        q.id in grades
        and (
            grades[q.id].is_right
            or (allowed is not None and state.answers[q.id].count >= allowed)
        )
        for q in graded
    )
    if not graded:
        status = "completed" if complete else "incomplete"
    elif complete and mastered:
        status = "passed"
    elif exhausted and not mastered and (complete or _only_passing(document)):
        status = "failed"
    else:
        status = "incomplete"
    if status == "incomplete" and not (state.steps or state.answers):
        status = "not_attempted"
    return Outcome(
        score,
        best,
        max(status, state.status, key=STATUSES.index),
        complete,
        steps_left,
        questions_left,
        grades,
    )


def settle(document: UnitDocument, state: State) -> State:
    """Return ``state`` with the best score and the status that its answers earn."""
    result = outcome(document, state)
    return replace(state, best=result.best or 0, status=result.status)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Short names of a document's ids, for :func:`encode`; rendered in the page."""

    steps: Mapping[str, str]
    questions: Mapping[str, str]
    options: Mapping[str, Mapping[str, str]]


def tokens(document: UnitDocument) -> Tokens:
    """Name every id by the start of its SHA-256 in lower-case base32.

    All tokens of one list have the same length, the shortest that tells them apart: at
    least four characters for steps and questions, two for a question's options.
    """
    return Tokens(
        _shorten((step.id for step in document.steps), MIN_ID_TOKEN),
        _shorten((question.id for question in document.questions), MIN_ID_TOKEN),
        {
            question.id: _shorten(
                (option.id for option in question.options_in_order()), MIN_OPTION_TOKEN
            )
            for question in document.questions
        },
    )


def encode(state: State, document: UnitDocument, fingerprint: str) -> str:
    """Write a state as compact ASCII: ``1~…``, letters, digits, ``~`` and ``.`` only.

    Entries that ``document`` does not know are left out. 250 characters or so for
    twelve questions. The same state always gives the same text.
    """
    names = tokens(document)
    packed = {}
    for question in document.questions:
        answer = state.answers.get(question.id)
        if answer is not None:
            text = question.pack(_plain(answer.answer), names.options[question.id])
            if text is not None:
                packed[names.questions[question.id]] = (answer, text)
    place = state.last if state.last and state.last.step in names.steps else None
    used = {answer.client for answer, _ in packed.values()}
    clients = sorted(used | ({place.client} if place else set()))
    index = {client: _to_letters(number) for number, client in enumerate(clients)}
    steps = sorted(names.steps[step] for step in state.steps if step in names.steps)
    last = ""
    if place:
        last = _to_36(place.count) + index[place.client] + names.steps[place.step]
    answers = ".".join(
        token + _to_36(answer.count) + index[answer.client] + text
        for token, (answer, text) in sorted(packed.items())
    )
    return "~".join(
        (
            FORMAT,
            fingerprint[:8],
            "nifcp"[STATUSES.index(state.status)] + _to_36(state.best),
            last,
            "".join(clients),
            _width(names.steps) + "".join(steps),
            _width(names.questions) + answers,
        )
    )


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a text held. ``how`` is ``exact``, ``carried`` or ``refused``.

    ``carried``: written for another version of the unit; what still matches is kept,
    without score or status. ``refused``: unknown format or damaged; the state is empty.
    """

    state: State
    how: str


def decode(text: str, document: UnitDocument, fingerprint: str) -> Decoded:
    """Read what :func:`encode` wrote, for this version of the unit or another.

    Never raises, whatever the text.
    """
    refused = Decoded(State(), "refused")
    if len(text) > MAX_TEXT:
        return refused
    match = _TEXT.fullmatch(text)
    if match is None or match["format"] != FORMAT:
        return refused
    best = int(match["best"], 36)
    listed = match["clients"]
    clients = [listed[i : i + 4] for i in range(0, len(listed), 4)]
    names = tokens(document)
    same = match["print"] == fingerprint[:8]
    if best > FULL_SCORE:
        return refused
    state = State(
        frozenset(_read_steps(match["steps"], names.steps)),
        _read_place(match["last"], names.steps, clients),
        dict(_read_answers(match["answers"], document, names, clients)),
        best if same else 0,
        STATUSES[_STATUS_LETTERS[match["status"]]] if same else STATUSES[0],
    )
    return Decoded(state, "exact" if same else "carried")


def _only_passing(document: UnitDocument) -> bool:
    return document.completion_rule == "passed"


def _plain(answer: AnswerValue) -> object:
    return list(answer) if isinstance(answer, tuple) else answer


def _answer_rank(answer: Answer) -> tuple[int, str, bytes]:
    return (answer.count, answer.client, canonical.dumps(_plain(answer.answer)))


def _is_count(value: object, lowest: int, highest: int) -> TypeGuard[int]:
    return type(value) is int and lowest <= value <= highest


def _is_id(value: object) -> TypeGuard[str]:
    if not isinstance(value, str) or not 0 < len(value) <= MAX_ID:
        return False
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _steps_from(data: object) -> Iterable[str]:
    if isinstance(data, list | tuple):
        yield from (item for item in data[:MAX_ENTRIES] if _is_id(item))


def _stamp_from(data: Mapping[Any, Any]) -> tuple[int, str] | None:
    count, client = data.get("count"), data.get("client")
    if not _is_count(count, 1, MAX_COUNT) or not isinstance(client, str):
        return None
    return (count, client) if _CLIENT.fullmatch(client) else None


def _place_from(data: object) -> Place | None:
    if not isinstance(data, Mapping) or not _is_id(data.get("step")):
        return None
    stamp = _stamp_from(data)
    return Place(data["step"], *stamp) if stamp else None


def _answers_from(data: object) -> Iterable[tuple[str, Answer]]:
    if not isinstance(data, Mapping):
        return
    for name in list(data)[:MAX_ENTRIES]:
        entry = data[name]
        if not _is_id(name) or not isinstance(entry, Mapping):
            continue
        stamp = _stamp_from(entry)
        value = _value_from(entry.get("answer"))
        if stamp and value is not None:
            yield name, Answer(value, *stamp)


def _value_from(data: object) -> AnswerValue | None:
    if isinstance(data, bool) or _is_id(data):
        return data
    if isinstance(data, list | tuple) and len(data) <= MAX_CHOSEN:
        chosen = tuple(item for item in data if _is_id(item))
        return chosen if len(chosen) == len(data) else None
    return None


def _shorten(ids: Iterable[str], shortest: int) -> dict[str, str]:
    digests = {
        name: b32encode(hashlib.sha256(name.encode()).digest()).decode().lower()
        for name in ids
    }
    length = shortest
    while len({digest[:length] for digest in digests.values()}) < len(digests):
        length += 1
    return {name: digest[:length] for name, digest in digests.items()}


def _width(names: Mapping[str, str]) -> str:
    return _to_36(len(next(iter(names.values()), "")))


def _to_36(number: int) -> str:
    text = ""
    while True:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
        if not number:
            return text


def _to_letters(number: int) -> str:
    text = ""
    while True:
        number, digit = divmod(number, 26)
        text = chr(ord("A") + digit) + text
        if not number:
            return text


def _from_letters(text: str) -> int:
    number = 0
    for letter in text[:4]:
        number = number * 26 + ord(letter) - ord("A")
    return number


def _stamp(count: str, letters: str, clients: list[str]) -> tuple[int, str] | None:
    if len(count) > 3 or _from_letters(letters) >= len(clients):
        return None
    number = int(count, 36)
    if not 1 <= number <= MAX_COUNT:
        return None
    return number, clients[_from_letters(letters)]


def _split_width(text: str) -> tuple[int, str]:
    return (int(text[0], 36), text[1:]) if text else (0, "")


def _read_steps(text: str, names: Mapping[str, str]) -> Iterable[str]:
    width, listed = _split_width(text)
    if width:
        ids = {token: name for name, token in names.items()}
        for start in range(0, len(listed), width):
            token = listed[start : start + width]
            if token in ids:
                yield ids[token]


def _read_place(
    text: str, names: Mapping[str, str], clients: list[str]
) -> Place | None:
    match = _ENTRY.fullmatch(text)
    ids = {token: name for name, token in names.items()}
    if match is None or match[3] not in ids:
        return None
    stamp = _stamp(match[1], match[2], clients)
    return Place(ids[match[3]], *stamp) if stamp else None


def _read_answers(
    text: str, document: UnitDocument, names: Tokens, clients: list[str]
) -> Iterable[tuple[str, Answer]]:
    width, listed = _split_width(text)
    ids = {token: name for name, token in names.questions.items()}
    for entry in listed.split("."):
        name = ids.get(entry[:width])
        match = _ENTRY.fullmatch(entry[width:])
        if name is None or match is None:
            continue
        stamp = _stamp(match[1], match[2], clients)
        answer = document.question(name).unpack(match[3], names.options[name])
        if stamp and answer is not None:
            value = tuple(answer) if isinstance(answer, list) else answer
            yield name, Answer(value, *stamp)
