"""The words of the pages that packages carry, by the document's language.

Not the site's catalogue: a package speaks the language of its unit, on any machine.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences in one language; ``lang`` is its tag for HTML."""

    lang: str
    _sentences: dict[str, Any]

    def __call__(self, name: str, /, **values: str | int) -> str:
        """Return a sentence, its ``{places}`` filled. Raises KeyError."""
        sentence: str = self._sentences[name]
        return sentence.format_map(values) if values else sentence

    def listed(self, name: str) -> Sequence[str]:
        """Return a list of sentences. Raises KeyError."""
        return tuple(self._sentences[name])

    def date(self, iso: str) -> str:
        """Return an ISO date in words. Raises ValueError."""
        day = date.fromisoformat(iso)
        return self(
            "date",
            day=self("first_day") if day.day == 1 else day.day,
            month=self.listed("months")[day.month - 1],
            year=day.year,
        )

    def weight(self, size: int) -> str:
        """Return a number of bytes in words: bytes, then kB, then MB to a tenth."""
        if size < 1_000:
            return self("bytes", value=size)
        if size < 999_500:
            return self("kilobytes", value=_rounded(size, 1_000, "1"))
        tenths = _rounded(size, 1_000_000, "0.1")
        return self("megabytes", value=tenths.replace(".", self("decimal")))


def words_for(language: str) -> Words:
    """Return the words of a document's language; French when it is not spoken here."""
    short = language.partition("-")[0].lower()
    return _load(short if short in LANGUAGES else LANGUAGES[0])


@cache
def _load(language: str) -> Words:
    source = resources.files("scorm_exports.packaging") / "words" / f"{language}.json"
    return Words(language, json.loads(source.read_text("utf-8")))


def _rounded(size: int, unit: int, step: str) -> str:
    return str((Decimal(size) / unit).quantize(Decimal(step), ROUND_HALF_UP))
