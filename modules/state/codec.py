"""A state as compact text, and the short names it is written with."""

import hashlib
import re
from base64 import b32encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from modules.document import UnitDocument
from modules.state.knowledge import (
    FULL_SCORE,
    MAX_COUNT,
    STATUSES,
    Answer,
    Place,
    State,
    plain,
)

FORMAT = "1"
MAX_TEXT = 4096
"""Longest text that :func:`decode` reads: what SCORM 1.2 stores (RTE 3.4.4)."""

MAX_WRITTEN = 3500
"""Characters beyond which :func:`encode` forgets what was typed."""

MIN_ID_TOKEN = 4
MIN_OPTION_TOKEN = 2

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_STATUS_LETTERS = {"n": 0, "i": 1, "f": 2, "c": 3, "p": 4}
_TEXT = re.compile(
    r"(?P<format>[0-9a-z]{1,2})~(?P<print>[0-9a-f]{8})~"
    r"(?P<status>[nifcp])(?P<best>[0-9a-z]{1,3})~"
    r"(?P<last>[0-9a-zA-Z]*)~(?P<clients>(?:[a-z2-7]{4})*)~"
    r"(?P<steps>[0-9a-z]*)~(?P<answers>[0-9a-zA-Z.]*)"
)
_ENTRY = re.compile(r"([0-9a-z]+)([A-Z]+)([0-9a-z]*)")


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
    return _tokens(_Same(document))


class _Same:
    """A document as a key, equal to itself only: its own hash would read all of it."""

    __slots__ = ("document",)

    def __init__(self, document: UnitDocument) -> None:
        self.document = document

    def __hash__(self) -> int:
        return id(self.document)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.document is other.document


@lru_cache(maxsize=64)
def _tokens(same: _Same) -> Tokens:
    # Every save of a unit asks for the same names. The key keeps its document alive,
    # so that no other can take its identity.
    document = same.document
    return Tokens(
        _shorten(tuple(step.id for step in document.steps), MIN_ID_TOKEN),
        _shorten(tuple(question.id for question in document.questions), MIN_ID_TOKEN),
        {
            question.id: _shorten(
                tuple(option.id for option in question.options_in_order()),
                MIN_OPTION_TOKEN,
            )
            for question in document.questions
        },
    )


def encode(
    state: State, document: UnitDocument, fingerprint: str, limit: int = MAX_WRITTEN
) -> str:
    """Write a state as compact ASCII: ``1~…``, letters, digits, ``~`` and ``.`` only.

    Entries that ``document`` does not know are left out. 250 characters or so for
    twelve questions. The same state always gives the same text. When it would be longer
    than ``limit``, typed answers are written briefly: the right ones as the key spells
    them, the others empty, so that every grade stays.
    """
    text = _write(state, document, fingerprint, brief=False)
    if len(text) > limit:
        return _write(state, document, fingerprint, brief=True)
    return text


def _write(
    state: State, document: UnitDocument, fingerprint: str, *, brief: bool
) -> str:
    names = tokens(document)
    packed = {}
    for question in document.questions:
        answer = state.answers.get(question.id)
        if answer is not None:
            value = plain(answer.answer)
            text = question.pack(
                question.brief(value) if brief else value, names.options[question.id]
            )
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
    ``left_out`` says whether ``steps`` or ``answers`` held something not understood
    here.
    """

    state: State
    how: str
    left_out: tuple[str, ...] = ()


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
    left_out = tuple(
        code
        for code, given, kept in (
            ("steps", _step_count(match["steps"]), len(state.steps)),
            ("answers", _answer_count(match["answers"]), len(state.answers)),
        )
        if given != kept
    )
    return Decoded(state, "exact" if same else "carried", left_out)


def unclaimed_text(text: str) -> str:
    """Return a text that :func:`decode` read, without its score and status."""
    parts = text.split("~")
    parts[2] = "n0"
    return "~".join(parts)


def _step_count(text: str) -> float:
    width, listed = _split_width(text)
    return len(listed) / width if width else len(listed)


def _answer_count(text: str) -> int:
    _width_of_names, listed = _split_width(text)
    return listed.count(".") + 1 if listed else 0


def written_for(text: str) -> str:
    """Return how the fingerprint begins of the version that a text was written for.

    Empty when the text is no state.
    """
    match = _TEXT.fullmatch(text) if len(text) <= MAX_TEXT else None
    return match["print"] if match else ""


def _shorten(ids: tuple[str, ...], shortest: int) -> Mapping[str, str]:
    digests = {
        name: b32encode(hashlib.sha256(name.encode()).digest()).decode().lower()
        for name in ids
    }
    length = shortest
    while len({digest[:length] for digest in digests.values()}) < len(digests):
        length += 1
    return MappingProxyType({name: digest[:length] for name, digest in digests.items()})


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
    questions = {
        names.questions[question.id]: question for question in document.questions
    }
    for entry in listed.split("."):
        question = questions.get(entry[:width])
        match = _ENTRY.fullmatch(entry[width:])
        if question is None or match is None:
            continue
        stamp = _stamp(match[1], match[2], clients)
        answer = question.unpack(match[3], names.options[question.id])
        if stamp and answer is not None:
            value = tuple(answer) if isinstance(answer, list) else answer
            yield question.id, Answer(value, *stamp)
