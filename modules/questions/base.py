"""What every question kind shares: identity, weight, feedback, registry."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, TypeVar

MAX_WEIGHT = Decimal(100)
MAX_OPTIONS = 26
"""SCORM 1.2 names a choice by one letter (RTE 3.4.7), so 26 options at most."""


class QuestionError(ValueError):
    """A question's document form is wrong; ``code`` and ``place`` say what and where."""

    def __init__(self, code: str, place: str) -> None:
        super().__init__(f"{place}: {code}")
        self.code = code
        self.place = place


@dataclass(frozen=True, slots=True)
class Grade:
    """Result of one answer: ``score`` from 0 to ``maximum``, which is the weight."""

    score: Decimal
    maximum: Decimal

    @property
    def is_right(self) -> bool:
        return self.score == self.maximum


@dataclass(frozen=True, slots=True)
class Option:
    """A proposed answer; ``text`` is an inline HTML fragment."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """HTML fragments shown once an answer is checked.

    ``general`` is shown whatever the answer; ``by_option`` maps an option's id to what
    is shown when that option was chosen.
    """

    general: str
    by_option: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Interaction:
    """The static half of a SCORM interaction; the player adds the learner's answer.

    ``tokens`` maps the ids of options, where there are any, to the letters that both
    dialects accept (``[a-z0-9]``, measured on the strictest LMS); ``pattern`` maps a dialect
    (``scorm12``, ``scorm2004``) to the correct response.
    """

    id: str
    type: str
    tokens: Mapping[str, str]
    pattern: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Frame:
    """What a page gives a question to draw its fields with.

    ``name`` is unique in the page and made of ``[a-z0-9-]``; ``words`` are the reading
    strings of the document's language; ``tokens`` the short names of the options;
    ``prose`` makes a frozen HTML fragment ready for the page.
    """

    name: str
    words: Mapping[str, str]
    tokens: Mapping[str, str]
    prose: Callable[[str], str]


Packable = str | bool | list[str]


@dataclass(frozen=True, kw_only=True)
class Question(ABC):
    """A question as frozen in a document. ``prompt`` is an HTML fragment."""

    kind: ClassVar[str]

    id: str
    prompt: str
    feedback: Feedback
    weight: Decimal
    graded: bool

    @abstractmethod
    def grade(self, answer: object) -> Grade:
        """Grade an answer. Never raises: an answer of the wrong shape is not right."""

    @abstractmethod
    def options_in_order(self) -> tuple[Option, ...]:
        """Return what the learner chooses among, in document order."""

    @abstractmethod
    def interaction(self) -> Interaction:
        """Return the static half of the SCORM interaction."""

    @abstractmethod
    def pack(self, answer: object, tokens: Mapping[str, str]) -> str | None:
        """Write an answer in ``[0-9a-z]*``; None when it is not an answer here.

        ``tokens`` are the short names of the options, all of one length.
        """

    @abstractmethod
    def unpack(self, text: str, tokens: Mapping[str, str]) -> Packable | None:
        """Read what :meth:`pack` wrote; None for anything else. Never raises."""

    def brief(self, answer: object) -> object:
        """Return an answer of the same worth whose text is short.

        Only what people type can be long: other kinds return it unchanged.
        """
        return answer

    @abstractmethod
    def fields(self, frame: "Frame") -> str:
        """Return the HTML of what the learner fills in, inside the fieldset.

        Works without JavaScript and prints. Each input that has an option or a gap
        carries its ``data-option`` and ``data-token`` for the player.
        """

    @abstractmethod
    def _specific(self) -> dict[str, Any]:
        """Return the members of the document form that only this kind has."""

    @classmethod
    @abstractmethod
    def _parse(cls, data: Mapping[str, Any], common: dict[str, Any]) -> "Question":
        """Build the question from its document form and its parsed common members."""

    def to_data(self) -> dict[str, Any]:
        """Return the document form."""
        return {
            "id": self.id,
            "kind": self.kind,
            "prompt": self.prompt,
            "feedback": {
                "general": self.feedback.general,
                "by_option": dict(self.feedback.by_option),
            },
            "weight": format(self.weight, "f"),
            "graded": self.graded,
            **self._specific(),
        }

    def definition(self) -> dict[str, Any]:
        """Return what the player needs to grade: the document form without prose."""
        data = self.to_data()
        del data["prompt"], data["feedback"]
        if "options" in data:
            data["options"] = [option["id"] for option in data["options"]]
        return data

    def _graded(self, right: bool) -> Grade:
        return Grade(self.weight if right else Decimal(0), self.weight)

    def _interaction_id(self) -> str:
        # Hyphens are refused by Moodle in 2004 identifiers; hexadecimal never is.
        return "q_" + hashlib.sha256(self.id.encode()).hexdigest()[:16]


Kind = TypeVar("Kind", bound=type[Question])
_KINDS: dict[str, type[Question]] = {}


def register(kind: str) -> Callable[[Kind], Kind]:
    """Class decorator: make a question class the reader of ``kind``."""

    def decorate(cls: Kind) -> Kind:
        cls.kind = kind
        _KINDS[kind] = cls
        return cls

    return decorate


def kinds() -> Mapping[str, type[Question]]:
    """Return the registered kinds by name."""
    return dict(_KINDS)


def parse_question(data: object, place: str) -> Question:
    """Read a question from its document form. Raises :class:`QuestionError`."""
    if not isinstance(data, Mapping):
        raise QuestionError("not_an_object", place)
    cls = _KINDS.get(str(data.get("kind")))
    if cls is None:
        raise QuestionError("unknown_kind", f"{place}.kind")
    feedback = data.get("feedback")
    if not isinstance(feedback, Mapping):
        raise QuestionError("not_an_object", f"{place}.feedback")
    by_option = feedback.get("by_option")
    if not isinstance(by_option, Mapping) or not all(
        isinstance(item, str) for pair in by_option.items() for item in pair
    ):
        raise QuestionError("not_an_object", f"{place}.feedback.by_option")
    if not isinstance(data.get("graded"), bool):
        raise QuestionError("not_a_boolean", f"{place}.graded")
    common = {
        "id": text(data, "id", place),
        "prompt": text(data, "prompt", place),
        "feedback": Feedback(
            text(feedback, "general", f"{place}.feedback"), dict(by_option)
        ),
        "weight": _weight(data.get("weight"), f"{place}.weight"),
        "graded": data["graded"],
    }
    try:
        question = cls._parse(data, common)
    except QuestionError as error:
        raise QuestionError(error.code, f"{place}.{error.place}") from error
    expected = {"id", "kind", "prompt", "feedback", "weight", "graded"}
    if set(data) != expected | set(question._specific()):
        raise QuestionError("unexpected_member", place)
    return question


def text(data: Mapping[str, Any], name: str, place: str) -> str:
    """Return the text member ``name``. Raises :class:`QuestionError`."""
    value = data.get(name)
    if not isinstance(value, str):
        raise QuestionError("not_text", f"{place}.{name}")
    return value


def _weight(value: object, place: str) -> Decimal:
    try:
        weight = Decimal(value) if isinstance(value, str) else Decimal("NaN")
    except InvalidOperation:
        weight = Decimal("NaN")
    if not weight.is_finite() or not 0 < weight <= MAX_WEIGHT:
        raise QuestionError("weight_out_of_range", place)
    return weight
