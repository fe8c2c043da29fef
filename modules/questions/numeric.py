"""A number to find, within a tolerance."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cached_property
from html import escape
from typing import Any

from modules.questions.base import (
    Frame,
    Grade,
    Interaction,
    Option,
    Question,
    QuestionError,
    register,
)
from modules.questions.numbers import MAX_DIGITS, is_number
from modules.questions.typed import MAX_TYPED, clean

MAX_UNIT = 20

# Two numbers of that many digits on each side, and a carry.
_PRECISION = 2 * MAX_DIGITS + 2
# SCORM 2004 as platforms read it: five digits at most before the point.
_SCORM2004 = re.compile(r"-?[0-9]{1,5}(\.[0-9]+)?")
_WRITE = str.maketrans("-.", "mp")
_READ = str.maketrans("mp", "-.")


@register("numeric")
@dataclass(frozen=True, kw_only=True)
class Numeric(Question):
    """Right when no further than ``tolerance`` from ``value``, both ends included.

    Numbers are canonical texts (:mod:`modules.questions.numbers`), the answer too.
    ``unit`` is plain text shown after the field, empty for a bare number.
    """

    value: str
    tolerance: str
    unit: str

    def grade(self, answer: object) -> Grade:
        low, high = self._range
        return self._graded(
            isinstance(answer, str)
            and is_number(answer)
            and low <= Decimal(answer) <= high
        )

    def options_in_order(self) -> tuple[Option, ...]:
        return ()

    def interaction(self) -> Interaction:
        low, high = (_plain(bound) for bound in self._range)
        fits = bool(_SCORM2004.fullmatch(low) and _SCORM2004.fullmatch(high))
        return Interaction(
            self._interaction_id(),
            "numeric" if fits else "fill-in",
            {},
            {
                "scorm12": self.value,
                "scorm2004": f"{low}[:]{high}" if fits else self.value,
            },
        )

    def pack(self, answer: object, tokens: Mapping[str, str]) -> str | None:
        if not isinstance(answer, str) or not is_number(answer):
            return None
        return answer.translate(_WRITE)

    def unpack(self, text: str, tokens: Mapping[str, str]) -> str | None:
        number = text.translate(_READ)
        # What a packed text never holds would pass untranslated.
        return number if is_number(number) and not {"-", "."} & set(text) else None

    def fields(self, frame: Frame) -> str:
        name = frame.name
        unit = f'<span class="unit" id="{name}-u">{escape(self.unit)}</span>'
        described = f"{name}-l {name}-u" if self.unit else f"{name}-l"
        return (
            f'<p class="number"><label for="{name}-i" id="{name}-l">'
            f"{escape(frame.words['your_number'])}</label>"
            f'<span class="number-field"><input type="text" id="{name}-i"'
            f' name="{name}" size="12" maxlength="{MAX_TYPED}" inputmode="decimal"'
            f' aria-labelledby="{described}" autocomplete="off" spellcheck="false">'
            f"{unit if self.unit else ''}</span></p>"
        )

    def _specific(self) -> dict[str, Any]:
        return {
            "key": {"value": self.value, "tolerance": self.tolerance},
            "unit": self.unit,
        }

    @classmethod
    def _parse(cls, data: Mapping[str, Any], common: dict[str, Any]) -> "Question":
        key = data.get("key")
        if not isinstance(key, Mapping) or set(key) != {"value", "tolerance"}:
            raise QuestionError("not_an_object", "key")
        for name in ("value", "tolerance"):
            if not is_number(key[name]):
                raise QuestionError("not_a_number", f"key.{name}")
        if key["tolerance"].startswith("-"):
            raise QuestionError("negative_tolerance", "key.tolerance")
        unit = data.get("unit")
        if not isinstance(unit, str) or clean(unit) != unit or len(unit) > MAX_UNIT:
            raise QuestionError("not_a_unit", "unit")
        if common["feedback"].by_option:
            raise QuestionError("feedback_for_unknown_option", "feedback.by_option")
        return cls(value=key["value"], tolerance=key["tolerance"], unit=unit, **common)

    @cached_property
    def _range(self) -> tuple[Decimal, Decimal]:
        value, tolerance = Decimal(self.value), Decimal(self.tolerance)
        with localcontext() as context:
            context.prec = _PRECISION
            return value - tolerance, value + tolerance


def _plain(number: Decimal) -> str:
    written = format(number, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written
