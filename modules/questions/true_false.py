"""True or false."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from modules.questions.base import (
    Grade,
    Interaction,
    Option,
    Question,
    QuestionError,
    register,
)

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

    def _specific(self) -> dict[str, Any]:
        return {"key": self.key}

    @classmethod
    def _parse(cls, data: Mapping[str, Any], common: dict[str, Any]) -> "Question":
        if not isinstance(data.get("key"), bool):
            raise QuestionError("not_a_boolean", "key")
        if not set(common["feedback"].by_option) <= {TRUE, FALSE}:
            raise QuestionError("feedback_for_unknown_option", "feedback.by_option")
        return cls(key=data["key"], **common)
