"""Questions answered by typing: gaps and numbers."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from html import escape
from typing import Any

from django.utils.translation import gettext_lazy
from wagtail import blocks

from cms.sanitising import plain
from modules.blocks.base import Build, excerpt
from modules.blocks.questions import (
    QuestionBlock,
    feedback_block,
    graded_block,
    weight_block,
)
from modules.questions import Question
from modules.questions.gap_fill import MAX_ACCEPTED, MAX_GAPS, GapFill, name_gaps
from modules.questions.numbers import MAX_DIGITS, parse_number
from modules.questions.numeric import MAX_UNIT, Numeric
from modules.questions.typed import MAX_TYPED, clean

MAX_TEXT = 3000
ABSOLUTE, PERCENT = "absolute", "percent"

# Doubled brackets stand for themselves; one alone opens or closes a gap.
_PIECES = re.compile(r"\[\[|\]\]|\[([^\[\]]*)\]|[\[\]]")


class GapFillBlock(QuestionBlock):
    """A text whose gaps are written between brackets."""

    text = blocks.TextBlock(
        max_length=MAX_TEXT,
        rows=5,
        label=gettext_lazy("Text with gaps"),
        help_text=gettext_lazy(
            "Put each expected answer between brackets, other accepted answers after a"
            " vertical bar: “Hemp shiv is called [chènevotte|la chènevotte].” For a"
            " bracket in the text, write it twice."
        ),
    )
    exact = blocks.BooleanBlock(
        required=False,
        label=gettext_lazy("Capitals and accents count"),
        help_text=gettext_lazy(
            "Left unticked, “Chenevotte” is accepted for “chènevotte”. Spaces,"
            " apostrophes and hyphens never matter."
        ),
    )
    feedback = feedback_block()
    weight = weight_block()
    graded = graded_block()

    def question(
        self, value: Any, block_id: str, prompt: str, build: Build
    ) -> Question | None:
        read = read_gaps(plain(value.get("text")))
        problems = list(_problems(read))
        for code, message, words in problems:
            build.blocking(code, block_id, message, **words)
        if problems:
            return None
        return GapFill(
            text=tuple(map(_fragment, read.fragments)),
            gaps=name_gaps(map(_cleaned, read.gaps)),
            exact=bool(value.get("exact")),
            **self.common(value, block_id, prompt),
        )

    class Meta:
        icon = "form"
        label = gettext_lazy("Gaps to fill in")
        description = gettext_lazy("A text whose missing words are typed.")


class NumericBlock(QuestionBlock):
    """A number to find."""

    value = blocks.CharBlock(
        max_length=40,
        label=gettext_lazy("Expected number"),
        help_text=gettext_lazy("For example 2.5 or 12 000."),
    )
    tolerance = blocks.CharBlock(
        default="0",
        max_length=40,
        label=gettext_lazy("Tolerance"),
        help_text=gettext_lazy(
            "How far from the expected number an answer is still right. 0: exactly it."
        ),
    )
    tolerance_kind = blocks.ChoiceBlock(
        choices=[
            (ABSOLUTE, gettext_lazy("in the unit of the answer")),
            (PERCENT, gettext_lazy("in percent of the expected number")),
        ],
        default=ABSOLUTE,
        label=gettext_lazy("The tolerance is given"),
    )
    unit = blocks.CharBlock(
        required=False,
        max_length=MAX_UNIT,
        label=gettext_lazy("Unit"),
        help_text=gettext_lazy("Shown after the field: m³, kWh, €. It is not typed."),
    )
    feedback = feedback_block()
    weight = weight_block()
    graded = graded_block()

    def question(
        self, value: Any, block_id: str, prompt: str, build: Build
    ) -> Question | None:
        expected = parse_number(plain(value.get("value")))
        if expected is None:
            build.blocking(
                "not_a_number",
                block_id,
                gettext_lazy(
                    "the expected number “%(value)s” is not one: write for example 2.5."
                ),
                value=excerpt(value.get("value")),
            )
            return None
        percent = value.get("tolerance_kind") == PERCENT
        tolerance = _tolerance(plain(value.get("tolerance")), expected, percent)
        if tolerance is None:
            build.blocking(
                "wrong_tolerance",
                block_id,
                gettext_lazy(
                    "the tolerance “%(value)s” is not a number from 0, at most 100 in"
                    " percent: write for example 0.5."
                ),
                value=excerpt(value.get("tolerance")),
            )
            return None
        return Numeric(
            value=expected,
            tolerance=tolerance,
            unit=clean(plain(value.get("unit")))[:MAX_UNIT].rstrip(),
            **self.common(value, block_id, prompt),
        )

    class Meta:
        icon = "decimal"
        label = gettext_lazy("Number")
        description = gettext_lazy("A number to find, with its unit and tolerance.")


@dataclass(frozen=True)
class GapText:
    """A text with gaps as it was written: ``fragments`` stand around the gaps.

    Each gap is its accepted answers. ``stray`` tells that a bracket stands alone.
    """

    fragments: list[str]
    gaps: list[list[str]]
    stray: bool


def read_gaps(text: str) -> GapText:
    """Read a text whose gaps are between brackets, their answers between bars."""
    fragments, gaps, stray, start = [""], [], False, 0
    for match in _PIECES.finditer(text):
        fragments[-1] += text[start : match.start()]
        start = match.end()
        piece = match.group()
        if match[1] is not None:
            # Longer than a typed answer may be, so that too long can be told.
            written = (" ".join(part.split()) for part in match[1].split("|"))
            gaps.append([part for part in dict.fromkeys(written) if part])
            fragments.append("")
        elif len(piece) == 2:
            fragments[-1] += piece[0]
        else:
            stray = True
    fragments[-1] += text[start:]
    return GapText(fragments, gaps, stray)


def _problems(read: GapText) -> Iterator[tuple[str, Any, dict[str, object]]]:
    if read.stray:
        yield (
            "stray_bracket",
            gettext_lazy(
                "a bracket stands alone in the text with gaps: write each gap as"
                " [answer], and a bracket of the text itself twice."
            ),
            {},
        )
    elif not read.gaps:
        yield (
            "no_gap",
            gettext_lazy(
                "the text has no gap: put the expected answers between brackets."
            ),
            {},
        )
    if len(read.gaps) > MAX_GAPS:
        yield (
            "too_many_gaps",
            gettext_lazy(
                "the text has %(count)s gaps: a question holds %(most)s at most."
            ),
            {"count": len(read.gaps), "most": MAX_GAPS},
        )
    for number, answers in enumerate(read.gaps, start=1):
        if not answers:
            yield (
                "empty_gap",
                gettext_lazy(
                    "gap %(number)s expects nothing: write its answer between the"
                    " brackets."
                ),
                {"number": number},
            )
        if len(answers) > MAX_ACCEPTED:
            yield (
                "too_many_answers",
                gettext_lazy(
                    "gap %(number)s accepts %(count)s answers: %(most)s at most."
                ),
                {"number": number, "count": len(answers), "most": MAX_ACCEPTED},
            )
        for answer in answers:
            if clean(answer) != unicodedata.normalize("NFC", answer):
                yield (
                    "unusable_answer",
                    gettext_lazy(
                        "the answer “%(answer)s” of gap %(number)s is longer than"
                        " %(most)s characters or holds characters that cannot be typed."
                    ),
                    {
                        "number": number,
                        "answer": excerpt(answer),
                        "most": MAX_TYPED,
                    },
                )


def _fragment(text: str) -> str:
    # Spaces around a gap matter, so nothing is trimmed here.
    return escape(text, quote=False).replace("\r\n", "\n").replace("\n", "<br>")


def _tolerance(written: str, expected: str, percent: bool) -> str | None:
    tolerance = parse_number(written or "0")
    if tolerance is None or tolerance.startswith("-"):
        return None
    if not percent:
        return tolerance
    if Decimal(tolerance) > 100:
        return None
    with localcontext() as context:
        context.prec = 4 * MAX_DIGITS
        share = abs(Decimal(expected)) * Decimal(tolerance) / 100
        return parse_number(format(round(share, MAX_DIGITS), "f"))


def _cleaned(answers: list[str]) -> list[str]:
    return list(dict.fromkeys(map(clean, answers)))
