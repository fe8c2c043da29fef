"""What people write in a search box, beyond the words to look for. Pure.

A teacher writes "tri des déchets pour mes CAP, 1 h, sans matériel": the duration and
the equipment are filters, the rest are words.
"""

import re
from dataclasses import dataclass

DURATIONS = (30, 45, 60, 90)
"""Minutes of the duration filter: at most so many."""

_NUMBERS = {"une": 1, "deux": 2, "trois": 3}
_HOURS = re.compile(
    r"\b(?:en |moins d[’']|pour )?(?P<hours>\d{1,2}|une|deux|trois)\s*h(?:eures?)?"
    r"(?:\s*(?P<minutes>[0-5]\d|et demie))?\b",
    re.IGNORECASE,
)
_MINUTES = re.compile(
    r"\b(?:en |moins de |pour )?(?P<minutes>\d{1,3})\s*(?:minutes?|min|mn)\b",
    re.IGNORECASE,
)
_HALF_HOUR = re.compile(r"\b(?:une )?demi[- ]heure\b", re.IGNORECASE)
_NO_EQUIPMENT = re.compile(
    r"\bsans (?:aucun |rien de )?(?:mat[ée]riel|[ée]quipement)\b", re.IGNORECASE
)
_SMALL_EQUIPMENT = re.compile(r"\b(?:avec )?(?:du )?petit mat[ée]riel\b", re.IGNORECASE)
# They fit every unit, or begin a question.
_AROUND = re.compile(
    r"\b(?:je (?:trouve|cherche|veux|voudrais)|c[’']est quoi|qu[’']est[- ]ce que?"
    r"|activit[ée]s?|unit[ée]s?|s[ée]ances?|cours|formations?|[ée]l[èe]ves)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The words to look for, and what was said of duration (minutes) and equipment."""

    words: str
    duration: int | None = None
    equipment: str = ""


def understand(query: str) -> Asked:
    """Take a query apart. A duration longer than every filter is no filter."""
    query, none = _NO_EQUIPMENT.subn(" ", query)
    query, small = _SMALL_EQUIPMENT.subn(" ", query)
    equipment = "none" if none else "basic" if small else ""
    query, minutes = _take_duration(query)
    words = bare_words(query) if minutes or equipment else _tidy(query)
    duration = next((d for d in DURATIONS if minutes and d >= minutes), None)
    return Asked(words, duration, equipment)


def bare_words(query: str) -> str:
    """Return a query without the words that fit every unit; itself if only those."""
    return _tidy(_AROUND.sub(" ", query)) or _tidy(query)


def _take_duration(query: str) -> tuple[str, int]:
    for pattern in (_HALF_HOUR, _HOURS, _MINUTES):
        match = pattern.search(query)
        if match is None:
            continue
        rest = f"{query[: match.start()]} {query[match.end() :]}"
        if pattern is _HALF_HOUR:
            return rest, 30
        minutes = match["minutes"] or "0"
        total = 30 if minutes.lower() == "et demie" else int(minutes)
        if pattern is _HOURS:
            hours = match["hours"].lower()
            total += 60 * (_NUMBERS.get(hours) or int(hours))
        return rest, total
    return query, 0


def _tidy(text: str) -> str:
    return " ".join(text.replace(",", " ").split())
