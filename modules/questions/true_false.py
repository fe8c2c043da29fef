"""True or false."""

from collections.abc import Mapping
from dataclasses import dataclass
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
from modules.questions.markup import Field, field_list

TRUE, FALSE = "true", "false"


@register("true_false")
@dataclass(frozen=True, kw_only=True)
class TrueFalse(Question):
    """A statement that is true or not. The answer is a boolean.

    Feedback by option uses the ids ``true`` and ``false``.
    """

    key: bool

    def grade(self, answer: object) -> Grade:
        return self._graded(isinstance(answer, bool) and answer is self.key)

    def options_in_order(self) -> tuple[Option, ...]:
        # The words come from the player's strings: only the ids are frozen.
        return (Option(TRUE, ""), Option(FALSE, ""))

    def interaction(self) -> Interaction:
        return Interaction(
            self._interaction_id(),
            "true-false",
            {TRUE: "t", FALSE: "f"},
            {
                "scorm12": "t" if self.key else "f",
                "scorm2004": TRUE if self.key else FALSE,
            },
        )

    def pack(self, answer: object, tokens: Mapping[str, str]) -> str | None:
        if not isinstance(answer, bool):
            return None
        return "t" if answer else "f"

    def unpack(self, text: str, tokens: Mapping[str, str]) -> bool | None:
        return {"t": True, "f": False}.get(text)

    def fields(self, frame: Frame) -> str:
        words = ((TRUE, frame.words["true"]), (FALSE, frame.words["false"]))
        return field_list(
            frame, "radio", [Field(name, escape(word)) for name, word in words]
        )

    def _specific(self) -> dict[str, Any]:
        return {"key": self.key}

    @classmethod
    def _parse(cls, data: Mapping[str, Any], common: dict[str, Any]) -> "Question":
        if not isinstance(data.get("key"), bool):
            raise QuestionError("not_a_boolean", "key")
        if not set(common["feedback"].by_option) <= {TRUE, FALSE}:
            raise QuestionError("feedback_for_unknown_option", "feedback.by_option")
        return cls(key=data["key"], **common)
