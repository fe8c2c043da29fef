"""Questions as authors write them; the kinds themselves are in modules.questions."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from modules.blocks.base import (
    PROMPT_FEATURES,
    Build,
    author_html,
    inline_html,
    is_empty,
    placeholder,
)
from modules.questions import Feedback, Option, Question
from modules.questions.base import MAX_OPTIONS
from modules.questions.choice import ChoiceQuestion, MultipleChoice, SingleChoice
from modules.questions.true_false import FALSE, TRUE, TrueFalse


class QuestionBlock(blocks.StructBlock):
    """What every kind of question has."""

    prompt = blocks.RichTextBlock(
        features=PROMPT_FEATURES, label=gettext_lazy("Question")
    )

    def freeze(self, value: Any, block_id: str, build: Build) -> str:
        prompt = author_html(value["prompt"], block_id, build)
        if is_empty(prompt):
            build.blocking("empty_question", block_id, _("This question asks nothing."))
            return placeholder(_("Question to be written"))
        question = self.question(value, block_id, prompt, build)
        if question is None:
            return placeholder(_("Question to be completed"))
        build.add_question(question)
        return f'<section data-question="{question.id}"></section>'

    def question(
        self, value: Any, block_id: str, prompt: str, build: Build
    ) -> Question | None:
        """Return the question, or None after noting what keeps it from being one."""
        raise NotImplementedError

    class Meta:
        icon = "help"


def _feedback_block() -> blocks.TextBlock:
    return blocks.TextBlock(
        required=False,
        rows=2,
        label=gettext_lazy("Explanation for everyone"),
        help_text=gettext_lazy("Shown whatever the answer: say why."),
    )


def _weight_block() -> blocks.DecimalBlock:
    return blocks.DecimalBlock(
        min_value=Decimal("0.1"),
        max_value=Decimal(100),
        decimal_places=2,
        default=Decimal(1),
        label=gettext_lazy("Weight"),
    )


def _graded_block() -> blocks.BooleanBlock:
    return blocks.BooleanBlock(
        required=False, default=True, label=gettext_lazy("Counts in the score")
    )


class OptionBlock(blocks.StructBlock):
    """A proposed answer."""

    text = blocks.CharBlock(max_length=300, label=gettext_lazy("Answer"))
    is_right = blocks.BooleanBlock(required=False, label=gettext_lazy("Right"))
    feedback = blocks.TextBlock(
        required=False,
        rows=2,
        label=gettext_lazy("Feedback"),
        help_text=gettext_lazy("Shown to those who chose it: say why, never “wrong”."),
    )

    class Meta:
        icon = "check"
        label_format = "{text}"


class ChoiceBlock(QuestionBlock):
    """What single and multiple choice share."""

    options = blocks.ListBlock(
        OptionBlock(),
        max_num=MAX_OPTIONS,
        # Two at least are needed, which the gate says: a draft may have fewer.
        default=[{"text": "", "is_right": False, "feedback": ""}] * 3,
        label=gettext_lazy("Proposed answers"),
    )
    feedback = _feedback_block()
    weight = _weight_block()
    graded = _graded_block()

    question_class: type[ChoiceQuestion]

    def question(
        self, value: Any, block_id: str, prompt: str, build: Build
    ) -> Question | None:
        entries = [
            (child.id, child.value)
            for child in value["options"].bound_blocks
            if inline_html(child.value["text"])
        ]
        right = frozenset(entry_id for entry_id, entry in entries if entry["is_right"])
        if not 2 <= len(entries) <= MAX_OPTIONS:
            build.blocking(
                "too_few_options",
                block_id,
                _("This question needs from 2 to 26 proposed answers."),
            )
            return None
        if not self._has_valid_key(right):
            build.blocking("no_right_answer", block_id, self._key_message(right))
            return None
        return self.question_class(
            id=block_id,
            prompt=prompt,
            feedback=Feedback(
                inline_html(value["feedback"]),
                {
                    entry_id: inline_html(entry["feedback"])
                    for entry_id, entry in entries
                    if inline_html(entry["feedback"])
                },
            ),
            weight=_weight(value),
            graded=bool(value["graded"]),
            options=tuple(
                Option(entry_id, inline_html(entry["text"]))
                for entry_id, entry in entries
            ),
            key=right,
        )

    def _has_valid_key(self, right: frozenset[str]) -> bool:
        return bool(right)

    def _key_message(self, right: frozenset[str]) -> str:
        return _("No proposed answer is marked as right.")


class SingleChoiceBlock(ChoiceBlock):
    """One right answer among several."""

    question_class = SingleChoice

    def _has_valid_key(self, right: frozenset[str]) -> bool:
        return len(right) == 1

    def _key_message(self, right: frozenset[str]) -> str:
        if right:
            return _("Several answers are marked as right: only one may be.")
        return super()._key_message(right)

    class Meta:
        icon = "radio-full"
        label = gettext_lazy("Single choice")
        description = gettext_lazy("One right answer among several.")


class MultipleChoiceBlock(ChoiceBlock):
    """Several right answers."""

    question_class = MultipleChoice

    class Meta:
        icon = "check"
        label = gettext_lazy("Multiple choice")
        description = gettext_lazy("One or more right answers: all of them, no other.")


class TrueFalseBlock(QuestionBlock):
    """A statement that is true or not."""

    is_true = blocks.ChoiceBlock(
        choices=[
            ("true", gettext_lazy("The statement is true")),
            ("false", gettext_lazy("The statement is not true")),
        ],
        label=gettext_lazy("Right answer"),
    )
    feedback_true = blocks.TextBlock(
        required=False, rows=2, label=gettext_lazy("Feedback to “true”")
    )
    feedback_false = blocks.TextBlock(
        required=False, rows=2, label=gettext_lazy("Feedback to “not true”")
    )
    feedback = _feedback_block()
    weight = _weight_block()
    graded = _graded_block()

    def question(
        self, value: Any, block_id: str, prompt: str, build: Build
    ) -> Question | None:
        if value["is_true"] not in (TRUE, FALSE):
            build.blocking(
                "no_right_answer", block_id, _("Say whether this statement is true.")
            )
            return None
        feedback = {
            TRUE: inline_html(value["feedback_true"]),
            FALSE: inline_html(value["feedback_false"]),
        }
        return TrueFalse(
            id=block_id,
            prompt=prompt,
            feedback=Feedback(
                inline_html(value["feedback"]),
                {name: html for name, html in feedback.items() if html},
            ),
            weight=_weight(value),
            graded=bool(value["graded"]),
            key=value["is_true"] == TRUE,
        )

    class Meta:
        icon = "success"
        label = gettext_lazy("True or not")
        description = gettext_lazy("A statement to judge.")


def _weight(value: Any) -> Decimal:
    weight = value["weight"]
    # 1 and 1.00 are one weight and must freeze to the same bytes.
    return Decimal(1) if weight is None else Decimal(format(weight.normalize(), "f"))
