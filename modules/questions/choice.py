"""Single and multiple choice."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any, ClassVar

from modules.questions.base import (
    MAX_OPTIONS,
    Frame,
    Grade,
    Interaction,
    Option,
    Question,
    QuestionError,
    register,
    text,
)
from modules.questions.markup import Field, field_list


@dataclass(frozen=True, kw_only=True)
class ChoiceQuestion(Question):
    """What the two choice kinds share; ``key`` holds the ids of the right options."""

    options: tuple[Option, ...]
    key: frozenset[str]

    _control: ClassVar[str]

    def options_in_order(self) -> tuple[Option, ...]:
        return self.options

    def interaction(self) -> Interaction:
        tokens = {
            option.id: letter
            for option, letter in zip(self.options, ascii_lowercase, strict=False)
        }
        right = [tokens[option.id] for option in self.options if option.id in self.key]
        return Interaction(
            self._interaction_id(),
            "choice",
            tokens,
            {"scorm12": ",".join(right), "scorm2004": "[,]".join(right)},
        )

    def fields(self, frame: Frame) -> str:
        return field_list(
            frame,
            self._control,
            [Field(option.id, frame.prose(option.text)) for option in self.options],
        )

    def _specific(self) -> dict[str, Any]:
        return {
            "options": [{"id": o.id, "text": o.text} for o in self.options],
            "key": [o.id for o in self.options if o.id in self.key],
        }

    @classmethod
    def _parse(cls, data: Mapping[str, Any], common: dict[str, Any]) -> "Question":
        raw_options = data.get("options")
        if not isinstance(raw_options, list):
            raise QuestionError("not_a_list", "options")
        options = []
        for index, raw in enumerate(raw_options):
            if not isinstance(raw, Mapping) or set(raw) != {"id", "text"}:
                raise QuestionError("not_an_option", f"options[{index}]")
            place = f"options[{index}]"
            options.append(Option(text(raw, "id", place), text(raw, "text", place)))
        ids = [option.id for option in options]
        if not 2 <= len(ids) <= MAX_OPTIONS or len(set(ids)) != len(ids):
            raise QuestionError("options_count_or_ids", "options")
        key = data.get("key")
        if not isinstance(key, list) or key != [i for i in ids if i in key]:
            raise QuestionError("key_not_among_options", "key")
        cls._check_key(key)
        if not set(common["feedback"].by_option) <= set(ids):
            raise QuestionError("feedback_for_unknown_option", "feedback.by_option")
        return cls(options=tuple(options), key=frozenset(key), **common)

    @classmethod
    def _check_key(cls, key: list[str]) -> None:
        if not key:
            raise QuestionError("no_right_answer", "key")


@register("single_choice")
@dataclass(frozen=True, kw_only=True)
class SingleChoice(ChoiceQuestion):
    """Exactly one option is right. The answer is an option's id."""

    _control = "radio"

    def grade(self, answer: object) -> Grade:
        return self._graded(isinstance(answer, str) and answer in self.key)

    def pack(self, answer: object, tokens: Mapping[str, str]) -> str | None:
        return tokens.get(answer) if isinstance(answer, str) else None

    def unpack(self, text: str, tokens: Mapping[str, str]) -> str | None:
        return {token: name for name, token in tokens.items()}.get(text)

    @classmethod
    def _check_key(cls, key: list[str]) -> None:
        if len(key) != 1:
            raise QuestionError("not_one_right_answer", "key")


@register("multiple_choice")
@dataclass(frozen=True, kw_only=True)
class MultipleChoice(ChoiceQuestion):
    """One or more options are right. The answer is a list of ids, in any order.

    All or nothing: every right option and no other.
    """

    _control = "checkbox"

    def grade(self, answer: object) -> Grade:
        if not isinstance(answer, list | tuple):
            return self._graded(False)
        chosen = {item for item in answer if isinstance(item, str)}
        clean = len(chosen) == len(answer)
        return self._graded(clean and chosen == self.key)

    def pack(self, answer: object, tokens: Mapping[str, str]) -> str | None:
        if not isinstance(answer, list | tuple):
            return None
        known = [item for item in answer if isinstance(item, str) and item in tokens]
        if len(set(known)) != len(answer):
            return None
        return "".join(tokens[item] for item in known)

    def unpack(self, text: str, tokens: Mapping[str, str]) -> list[str] | None:
        names = {token: name for name, token in tokens.items()}
        width = len(next(iter(names)))
        parts = [text[start : start + width] for start in range(0, len(text), width)]
        if len(set(parts)) != len(parts) or not set(parts) <= set(names):
            return None
        return [names[part] for part in parts]
