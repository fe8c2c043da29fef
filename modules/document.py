"""The frozen unit document: what is inspected, played, exported, verified, printed.

Pure: no Django. The bytes written by :meth:`UnitDocument.to_bytes` are stored once, at
submission, and never re-serialised: the fingerprint is the SHA-256 of those bytes.
Readers bring older schema versions up to date in memory only.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from cms import canonical
from modules.questions import Question, QuestionError, parse_question

SCHEMA_VERSION = 1

COMPLETION_RULES = ("steps", "questions", "passed")
EQUIPMENT_LEVELS = ("none", "basic", "workshop", "it")
SAFETY_LEVELS = (0, 1, 2, 3)
DEFAULT_MASTERY_SCORE = 66
"""Percent. Two right answers of three pass (66.67)."""

BLOCKS = (
    "text",
    "figure",
    "key-point",
    "safety",
    "table",
    "sources",
    "pupil-activity",
    "safety-header",
)
"""Values of ``data-block`` in step HTML; part of the schema."""

ELEMENTS: Mapping[str, frozenset[str]] = {
    name: frozenset(attributes.split())
    for name, attributes in {
        "a": "href",
        "abbr": "title",
        "aside": "data-block",
        "b": "",
        "blockquote": "",
        "br": "",
        "caption": "",
        "cite": "",
        "code": "",
        "dd": "",
        "div": "data-block",
        "dl": "",
        "dt": "",
        "em": "",
        "figcaption": "",
        "figure": "data-block",
        "h3": "",
        "h4": "",
        "i": "",
        "img": "alt height src width",
        "li": "",
        "ol": "",
        "p": "",
        "section": "data-block data-question",
        "span": "lang",
        "strong": "",
        "sub": "",
        "sup": "",
        "table": "",
        "tbody": "",
        "td": "",
        "th": "scope",
        "thead": "",
        "time": "datetime",
        "tr": "",
        "ul": "",
    }.items()
}
"""Elements of step HTML with their attributes; part of the schema."""

# In a tag only: text may well read "asset:…", quotes included.
ASSET_REFERENCE = re.compile(r'<img [^<>]*?\bsrc="asset:([0-9a-f]{64})"')
QUESTION_PLACE = re.compile(r'<section data-question="([^"<>&]+)"></section>')

# With its folder, a name stays within the 100 characters of a package path.
_NAME = re.compile(r"(?=.{1,90}\Z)[a-z0-9][a-z0-9_-]*\.[a-z0-9]{2,5}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class DocumentError(ValueError):
    """The bytes are not a unit document; the message names the faulty member."""


@dataclass(frozen=True, slots=True)
class Term:
    """A vocabulary entry as it read on the day of the freezing."""

    code: str
    label: str
    uri: str


@dataclass(frozen=True, slots=True)
class Source:
    """A source; ``checked_on`` is the ISO date on which somebody opened it."""

    title: str
    publisher: str
    url: str
    checked_on: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step; ``html`` follows :data:`ELEMENTS` and :data:`BLOCKS`."""

    id: str
    title: str
    html: str


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the unit, named by digest; ``name`` is generated and ASCII."""

    sha256: str
    name: str
    media_type: str
    size: int
    alternative: str
    caption: str
    transcript: str
    credit: str
    licence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDocument:
    """One frozen unit. Dates are ISO text, durations minutes, scores percent.

    ``mastery_score`` is None exactly when no question is graded;
    ``attempts_allowed`` counts checks per question, None being unlimited;
    ``activities`` is empty in schema 1.
    """

    schema_version: int
    unit_id: str
    language: str
    title: str
    summary: str
    objectives: tuple[str, ...]
    prerequisites: tuple[str, ...]
    duration_minutes: int
    levels: tuple[Term, ...]
    qualifications: tuple[Term, ...]
    themes: tuple[Term, ...]
    equipment_level: str
    safety_level: int
    authors: tuple[str, ...]
    contributors: tuple[str, ...]
    licence: str
    law_checked_on: str
    review_due_on: str
    sources: tuple[Source, ...]
    demo: bool
    mastery_score: int | None
    completion_rule: str
    attempts_allowed: int | None
    steps: tuple[Step, ...]
    questions: tuple[Question, ...]
    activities: tuple[()]
    assets: tuple[Asset, ...]

    @property
    def graded_questions(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.graded)

    def question(self, question_id: str) -> Question:
        """Return the question with that id. Raises KeyError."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def asset(self, sha256: str) -> Asset:
        """Return the asset with that digest. Raises KeyError."""
        for asset in self.assets:
            if asset.sha256 == sha256:
                return asset
        raise KeyError(sha256)

    def to_bytes(self) -> bytes:
        """Return the canonical bytes. Raises :class:`DocumentError` if inconsistent."""
        check(self)
        names = (f for f in self.__dataclass_fields__ if f != "questions")
        data: dict[str, Any] = {}
        for name in names:
            value = getattr(self, name)
            if isinstance(value, tuple):
                value = [
                    asdict(item) if hasattr(item, "__dataclass_fields__") else item
                    for item in value
                ]
            data[name] = value
        data["questions"] = [question.to_data() for question in self.questions]
        return canonical.dumps(data)

    @classmethod
    def from_bytes(cls, data: bytes) -> "UnitDocument":
        """Read stored bytes of any released schema. Raises :class:`DocumentError`."""
        try:
            value = canonical.loads(data, require_canonical=True)
        except canonical.CanonicalError as error:
            raise DocumentError(f"document: {error}") from error
        if not isinstance(value, dict):
            raise DocumentError("document: not an object")
        document = _parse(_upcast(value))
        check(document)
        return document


def fingerprint(data: bytes) -> str:
    """Return the fingerprint of stored document bytes."""
    return hashlib.sha256(data).hexdigest()


def check(document: UnitDocument) -> None:
    """Check what types cannot say: vocabularies, references, unique ids.

    Raises :class:`DocumentError` naming the first faulty member.
    """
    questions = [question.id for question in document.questions]
    placed = [
        found for step in document.steps for found in QUESTION_PLACE.findall(step.html)
    ]
    used = {
        found for step in document.steps for found in ASSET_REFERENCE.findall(step.html)
    }
    known = {asset.sha256 for asset in document.assets}
    names = [asset.name for asset in document.assets]
    graded = bool(document.graded_questions)
    rules: tuple[tuple[bool, str], ...] = (
        (document.schema_version == SCHEMA_VERSION, "schema_version: unknown"),
        (bool(_UUID.fullmatch(document.unit_id)), "unit_id: not a UUID"),
        (bool(_LANGUAGE.fullmatch(document.language)), "language: not a tag"),
        (bool(document.title.strip()), "title: empty"),
        (document.duration_minutes > 0, "duration_minutes: not positive"),
        (document.equipment_level in EQUIPMENT_LEVELS, "equipment_level: unknown"),
        (document.safety_level in SAFETY_LEVELS, "safety_level: unknown"),
        (document.completion_rule in COMPLETION_RULES, "completion_rule: unknown"),
        (
            (document.mastery_score is None) is not graded,
            "mastery_score: set exactly when a question is graded",
        ),
        (
            document.mastery_score is None or 0 <= document.mastery_score <= 100,
            "mastery_score: not a percentage",
        ),
        (
            document.attempts_allowed is None or document.attempts_allowed > 0,
            "attempts_allowed: not positive",
        ),
        (bool(document.steps), "steps: none"),
        (_unique(step.id for step in document.steps), "steps: an id appears twice"),
        (_unique(questions), "questions: an id appears twice"),
        (sorted(placed) == sorted(questions), "questions: not each placed once"),
        (_unique(known) and len(names) == len(known), "assets: a digest appears twice"),
        (_unique(names), "assets: a name appears twice"),
        (all(_NAME.fullmatch(name) for name in names), "assets: a name is not plain"),
        (all(_SHA256.fullmatch(digest) for digest in known), "assets: not a digest"),
        (used <= known, "steps: an asset is missing from assets"),
        (_is_date(document.law_checked_on), "law_checked_on: not a date"),
        (_is_date(document.review_due_on), "review_due_on: not a date"),
        (
            all(_is_date(source.checked_on) for source in document.sources),
            "sources: checked_on is not a date",
        ),
    )
    for holds, message in rules:
        if not holds:
            raise DocumentError(message)


Upcast = Callable[[dict[str, Any]], dict[str, Any]]
UPCASTS: Mapping[int, Upcast] = {}
"""Functions from schema n to schema n + 1; empty while schema 1 is the only one."""


def _upcast(data: dict[str, Any]) -> dict[str, Any]:
    version = data.get("schema_version")
    while isinstance(version, int) and version in UPCASTS:
        data = UPCASTS[version](data)
        version = data["schema_version"]
    if version != SCHEMA_VERSION:
        raise DocumentError(f"schema_version: {version!r} is not known here")
    return data


def _parse(data: dict[str, Any]) -> UnitDocument:
    fields = set(UnitDocument.__dataclass_fields__)
    if set(data) != fields:
        wrong = ", ".join(sorted(set(data) ^ fields))
        raise DocumentError(f"members missing or unknown: {wrong}")
    texts = [
        "unit_id",
        "language",
        "title",
        "summary",
        "equipment_level",
        "licence",
        "law_checked_on",
        "review_due_on",
        "completion_rule",
    ]
    parsed: dict[str, Any] = {name: _of(str, data[name], name) for name in texts}
    for name in ("schema_version", "duration_minutes", "safety_level"):
        parsed[name] = _of(int, data[name], name)
    for name in ("mastery_score", "attempts_allowed"):
        value = data[name]
        parsed[name] = None if value is None else _of(int, value, name)
    parsed["demo"] = _of(bool, data["demo"], "demo")
    for name in ("objectives", "prerequisites", "authors", "contributors"):
        parsed[name] = tuple(
            _of(str, item, f"{name}[{index}]")
            for index, item in enumerate(_of(list, data[name], name))
        )
    for name in ("levels", "qualifications", "themes"):
        parsed[name] = _records(Term, data[name], name)
    parsed["sources"] = _records(Source, data["sources"], "sources")
    parsed["steps"] = _records(Step, data["steps"], "steps")
    parsed["assets"] = _records(Asset, data["assets"], "assets")
    if data["activities"] != []:
        raise DocumentError("activities: not empty")
    parsed["activities"] = ()
    try:
        parsed["questions"] = tuple(
            parse_question(item, f"questions[{index}]")
            for index, item in enumerate(_of(list, data["questions"], "questions"))
        )
    except QuestionError as error:
        raise DocumentError(str(error)) from error
    return UnitDocument(**parsed)


def _records(cls: type, value: object, place: str) -> tuple[Any, ...]:
    types = {name: field.type for name, field in cls.__dataclass_fields__.items()}  # type: ignore[attr-defined]
    records = []
    for index, item in enumerate(_of(list, value, place)):
        here = f"{place}[{index}]"
        if not isinstance(item, dict) or set(item) != set(types):
            raise DocumentError(f"{here}: members missing or unknown")
        records.append(cls(**{n: _of(types[n], item[n], f"{here}.{n}") for n in types}))
    return tuple(records)


def _of(kind: type, value: object, place: str) -> Any:
    # bool is an int in Python but not in JSON.
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise DocumentError(f"{place}: not {kind.__name__}")
    return value


def _unique(values: Any) -> bool:
    listed = list(values)
    return len(set(listed)) == len(listed)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
