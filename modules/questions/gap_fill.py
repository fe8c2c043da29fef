"""A text with gaps to fill in."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
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
    text,
)
from modules.questions.typed import MAX_TYPED, clean, fold, pack, unpack

MAX_GAPS = 10
"""SCORM 2004 takes ten strings in one fill-in answer (RTE 4.2.9)."""
MAX_ACCEPTED = 10
SHARE_PLACES = 6
"""Decimals of a partial score, beyond those of the weight."""

_PACKED = re.compile("[0-9a-z]*")
_PUNCTUATION = re.compile("[\u00a0\u202f]?[.,;:!?…)»%]+")
_ACCEPTED = "9"
_RESPONSE_LIMIT = 255
_RESERVED = str.maketrans("[]{}", "()()")


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap and the answers that fill it; the first one is shown as the right one."""

    id: str
    accepted: tuple[str, ...]


@register("gap_fill")
@dataclass(frozen=True, kw_only=True)
class GapFill(Question):
    """Each gap is a word or so to type; the score counts the gaps.

    ``text`` holds the inline HTML around the gaps: one fragment more than gaps. The
    answer is the list of what was typed, gap by gap, empty where nothing was.
    """

    text: tuple[str, ...]
    gaps: tuple[Gap, ...]
    exact: bool
    """Whether capitals and accents count."""

    def grade(self, answer: object) -> Grade:
        right = sum(place is not None for place in self._places(answer))
        return Grade(self._shares[right], self.weight)

    def options_in_order(self) -> tuple[Option, ...]:
        return tuple(Option(gap.id, "") for gap in self.gaps)

    def interaction(self) -> Interaction:
        first = [gap.accepted[0].translate(_RESERVED) for gap in self.gaps]
        exact = "{case_matters=true}" if self.exact else ""
        return Interaction(
            self._interaction_id(),
            "fill-in",
            {},
            {
                "scorm12": " | ".join(first)[:_RESPONSE_LIMIT],
                "scorm2004": exact + "[,]".join(first),
            },
        )

    def brief(self, answer: object) -> object:
        """Return right answers as they are written here, nothing for the others."""
        return [
            "" if place is None else gap.accepted[place]
            for gap, place in zip(self.gaps, self._places(answer), strict=True)
        ]

    def pack(self, answer: object, tokens: Mapping[str, str]) -> str | None:
        typed = self._typed(answer)
        if typed is None:
            return None
        filled = [
            tokens[gap.id] + self._pack_gap(gap, value)
            for gap, value in zip(self.gaps, typed, strict=True)
            if value
        ]
        return "".join(sorted(filled))

    def unpack(self, text: str, tokens: Mapping[str, str]) -> list[str] | None:
        if not _PACKED.fullmatch(text):
            return None
        width = len(tokens[self.gaps[0].id])
        gaps = {tokens[gap.id]: gap for gap in self.gaps}
        found: dict[str, str] = {}
        start = 0
        while start < len(text):
            gap = gaps.get(text[start : start + width])
            read = gap and self._unpack_gap(gap, text, start + width)
            if not gap or not read:
                return None
            found[gap.id], start = read
        answer = [found.get(gap.id, "") for gap in self.gaps]
        # One answer has one text: any other spelling of it was not written here.
        return answer if self.pack(answer, tokens) == text else None

    def fields(self, frame: Frame) -> str:
        longest = max(len(word) for gap in self.gaps for word in gap.accepted)
        # The same for every gap, in steps: a width that tells the answer is a hint.
        size = min(32, max(8, -(-longest // 8) * 8))
        parts = [frame.prose(self.text[0])]
        for number, gap in enumerate(self.gaps, start=1):
            label = frame.words["gap"].format(number=number, count=len(self.gaps))
            token = frame.tokens[gap.id]
            field = (
                f'<span class="gap"><input type="text" id="{frame.name}-{token}"'
                f' name="{frame.name}-{token}" size="{size}" maxlength="{MAX_TYPED}"'
                f' aria-label="{escape(label)}" data-option="{escape(gap.id)}"'
                f' data-token="{token}" autocapitalize="none" autocomplete="off"'
                ' spellcheck="false"></span>'
            )
            after = self.text[number]
            # A comma stays with the gap that it follows.
            end = _PUNCTUATION.match(after)
            if end:
                field = f'<span class="gap-end">{field}{escape(end.group())}</span>'
                after = after[end.end() :]
            parts += [field, frame.prose(after)]
        return f'<p class="gaps">{"".join(parts)}</p>'

    def definition(self) -> dict[str, Any]:
        data = super().definition()
        del data["text"]
        return data

    def _specific(self) -> dict[str, Any]:
        return {
            "text": list(self.text),
            "exact": self.exact,
            "key": [{"id": g.id, "accepted": list(g.accepted)} for g in self.gaps],
        }

    @classmethod
    def _parse(cls, data: Mapping[str, Any], common: dict[str, Any]) -> "Question":
        key = data.get("key")
        if not isinstance(key, list) or not 0 < len(key) <= MAX_GAPS:
            raise QuestionError("gaps_count", "key")
        gaps = tuple(_gap(raw, f"key[{index}]") for index, raw in enumerate(key))
        if len({gap.id for gap in gaps}) != len(gaps):
            raise QuestionError("gap_twice", "key")
        fragments = data.get("text")
        if (
            not isinstance(fragments, list)
            or len(fragments) != len(gaps) + 1
            or not all(isinstance(fragment, str) for fragment in fragments)
        ):
            raise QuestionError("text_not_around_gaps", "text")
        if not isinstance(data.get("exact"), bool):
            raise QuestionError("not_a_boolean", "exact")
        if common["feedback"].by_option:
            raise QuestionError("feedback_for_unknown_option", "feedback.by_option")
        return cls(text=tuple(fragments), gaps=gaps, exact=data["exact"], **common)

    @cached_property
    def _keys(self) -> tuple[dict[str, int], ...]:
        """Per gap, the place of each accepted answer by its folded form."""
        keys = []
        for gap in self.gaps:
            folded: dict[str, int] = {}
            for place, word in enumerate(gap.accepted):
                folded.setdefault(fold(word, exact=self.exact), place)
            keys.append(folded)
        return tuple(keys)

    @cached_property
    def _shares(self) -> tuple[Decimal, ...]:
        """The score by number of right gaps, rounded half up."""
        exponent = self.weight.as_tuple().exponent
        places = SHARE_PLACES + max(0, -exponent if isinstance(exponent, int) else 0)
        whole = Fraction(self.weight) * 10**places
        total = len(self.gaps)
        partial = [int(whole * n / total + Fraction(1, 2)) for n in range(total)]
        return (*(Decimal(f"{share}E-{places}") for share in partial), self.weight)

    def _typed(self, answer: object) -> list[str] | None:
        if not isinstance(answer, list | tuple) or len(answer) != len(self.gaps):
            return None
        if not all(isinstance(value, str) for value in answer):
            return None
        return [clean(value) for value in answer]

    def _places(self, answer: object) -> list[int | None]:
        """Per gap, which accepted answer was typed; None when none was."""
        typed = self._typed(answer) or [""] * len(self.gaps)
        return [
            self._place(gap, key, value)
            for gap, key, value in zip(self.gaps, self._keys, typed, strict=True)
        ]

    def _place(self, gap: Gap, key: Mapping[str, int], value: str) -> int | None:
        if value in gap.accepted:
            return gap.accepted.index(value)
        return key.get(fold(value, exact=self.exact)) if value else None

    @staticmethod
    def _pack_gap(gap: Gap, value: str) -> str:
        if value in gap.accepted:
            return f"{_ACCEPTED}{gap.accepted.index(value)}"
        return pack(value)

    @staticmethod
    def _unpack_gap(gap: Gap, packed: str, start: int) -> tuple[str, int] | None:
        if packed[start : start + 1] != _ACCEPTED:
            return unpack(packed, start)
        place = packed[start + 1 : start + 2]
        if not place.isdigit() or int(place) >= len(gap.accepted):
            return None
        return gap.accepted[int(place)], start + 2


def name_gaps(accepted: Iterable[Sequence[str]]) -> tuple[Gap, ...]:
    """Return gaps named after their first accepted answer.

    Moving a gap, changing the text around it or adding an answer to it keeps its name;
    another first answer makes another gap. Gaps with the same one are numbered.
    """
    seen: Counter[str] = Counter()
    gaps = []
    for answers in accepted:
        name = hashlib.sha256(fold(answers[0], exact=False).encode()).hexdigest()[:16]
        seen[name] += 1
        number = f"-{seen[name]}" if seen[name] > 1 else ""
        gaps.append(Gap(name + number, tuple(answers)))
    return tuple(gaps)


def _gap(raw: object, place: str) -> Gap:
    if not isinstance(raw, Mapping) or set(raw) != {"id", "accepted"}:
        raise QuestionError("not_a_gap", place)
    accepted = raw["accepted"]
    if (
        not isinstance(accepted, list)
        or not 0 < len(accepted) <= MAX_ACCEPTED
        or not all(isinstance(word, str) and word for word in accepted)
        or any(clean(word) != word for word in accepted)
        or len(set(accepted)) != len(accepted)
    ):
        raise QuestionError("accepted_answers", f"{place}.accepted")
    return Gap(text(raw, "id", place), tuple(accepted))
