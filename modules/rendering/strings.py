"""The reading strings, shared with the player's JavaScript."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

LANGUAGES = ("fr", "en")
DEFAULT_LANGUAGE = "fr"

_FOLDER = Path(__file__).parents[1] / "static_src" / "modules" / "player"


def reading_language(language: str) -> str:
    """Return the language of the strings for a document's language tag."""
    primary = language.split("-")[0].lower()
    return primary if primary in LANGUAGES else DEFAULT_LANGUAGE


def unit_strings(language: str) -> Mapping[str, str]:
    """Return every reading string by key, in the document's language.

    Another language than :data:`LANGUAGES` reads in French. Values may hold
    ``{name}`` places.
    """
    return _load(reading_language(language))


@cache
def _load(language: str) -> Mapping[str, str]:
    path = _FOLDER / f"strings.{language}.json"
    groups: dict[str, dict[str, str]] = json.loads(path.read_text("utf-8"))
    return MappingProxyType(
        {k: v for group in groups.values() for k, v in group.items()}
    )


def long_date(iso: str, language: str) -> str:
    """Write an ISO date in words: ``1er décembre 2026``, ``1 December 2026``."""
    words = unit_strings(language)
    day = date.fromisoformat(iso)
    return words["date"].format(
        day=words["first_day"] if day.day == 1 else day.day,
        month=words["months"].split()[day.month - 1],
        year=day.year,
    )
