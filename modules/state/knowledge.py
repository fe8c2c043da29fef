"""The state itself: a join over what a learner saw and answered."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeGuard

from cms import canonical

STATUSES = ("not_attempted", "incomplete", "failed", "completed", "passed")
"""From the nearest to the furthest; merging keeps the furthest."""

MAX_COUNT = 9999
"""Highest counter accepted: no learner checks a question ten thousand times."""
MAX_ENTRIES = 500
MAX_ID = 200
MAX_CHOSEN = 64
FULL_SCORE = 10_000
"""Scores are integer hundredths of a percent."""

_CLIENT = re.compile(r"[a-z2-7]{4}")

AnswerValue = str | bool | tuple[str, ...]
"""An option's id or a number, a boolean, several ids or what gaps were filled with."""


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


def plain(answer: AnswerValue) -> object:
    """Return an answer as the question kinds take it."""
    return list(answer) if isinstance(answer, tuple) else answer


def _answer_rank(answer: Answer) -> tuple[int, str, bytes]:
    return (answer.count, answer.client, canonical.dumps(plain(answer.answer)))


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
        # A gap may well be left empty.
        chosen = tuple(item for item in data if item == "" or _is_id(item))
        return chosen if len(chosen) == len(data) else None
    return None
