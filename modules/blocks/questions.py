"""Questions as authors write them; the kinds themselves are in modules.questions."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from modules.blocks.base import (
    DAMAGED,
    PROMPT_FEATURES,
    Build,
    ProseBlock,
    author_html,
    inline_html,
    is_block_id,
    is_empty,
    placeholder,
    prose_excerpt,
)
from modules.questions import Feedback, Option, Question
from modules.questions.base import MAX_OPTIONS, MAX_WEIGHT
from modules.questions.choice import ChoiceQuestion, MultipleChoice, SingleChoice
from modules.questions.true_false import FALSE, TRUE, TrueFalse

MIN_WEIGHT = Decimal("0.1")


class QuestionBlock(blocks.StructBlock):
    """What every kind of question has."""

    prompt = ProseBlock(features=PROMPT_FEATURES, label=gettext_lazy("Question"))

    def freeze(self, value: Any, block_id: str, build: Build) -> str:
        prompt = author_html(value.get("prompt"), block_id, build)
        if is_empty(prompt):
            build.blocking(
                "empty_question", block_id, gettext_lazy("this question asks nothing.")
            )
            return placeholder(_("Question to be written"))
        if not _is_weight(value.get("weight")):
            build.blocking(
                "weight_out_of_range",
                block_id,
                gettext_lazy("the weight of this question must be from 0.1 to 100."),
            )
            return placeholder(_("Question to be completed"))
        question = self.question(value, block_id, prompt, build)
        if question is None:
            return placeholder(_("Question to be completed"))
        build.add_question(question)
        return f'<section data-question="{question.id}"></section>'

    def excerpt(self, value: Any) -> str:
        return prose_excerpt(value.get("prompt"))

    def counts(self, value: Any) -> bool:
        """Tell whether the author means the question to count in the score."""
        return bool(value.get("graded"))

    def common(self, value: Any, block_id: str, prompt: str) -> dict[str, Any]:
        """Return what every question has, without feedback by option."""
        return {
            "id": block_id,
            "prompt": prompt,
            "feedback": Feedback(inline_html(value.get("feedback")), {}),
            "weight": _weight(value),
            "graded": self.counts(value),
        }

    def question(
        self, value: Any, block_id: str, prompt: str, build: Build
    ) -> Question | None:
        """Return the question, or None after noting what keeps it from being one."""
        raise NotImplementedError

    class Meta:
        icon = "help"


def feedback_block() -> blocks.TextBlock:
    """Return the field of what is said after any answer: each block wants its own."""
    return blocks.TextBlock(
        required=False,
        rows=2,
        label=gettext_lazy("Explanation for everyone"),
        help_text=gettext_lazy("Shown whatever the answer: say why."),
    )


def weight_block() -> blocks.DecimalBlock:
    """Return the field of how much a question counts beside the others."""
    return blocks.DecimalBlock(
        min_value=MIN_WEIGHT,
        max_value=MAX_WEIGHT,
        decimal_places=2,
        default=Decimal(1),
        label=gettext_lazy("Weight"),
    )


def graded_block() -> blocks.BooleanBlock:
    """Return the field of whether a question counts at all."""
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
    feedback = feedback_block()
    weight = weight_block()
    graded = graded_block()

    question_class: type[ChoiceQuestion]

    def question(
        self, value: Any, block_id: str, prompt: str, build: Build
    ) -> Question | None:
        options = value.get("options")
        entries = [
            (child.id, child.value)
            for child in (options.bound_blocks if options else ())
            if inline_html((child.value or {}).get("text"))
        ]
        if not 2 <= len(entries) <= MAX_OPTIONS:
            build.blocking(
                "too_few_options",
                block_id,
                gettext_lazy("this question needs from 2 to 26 proposed answers."),
            )
            return None
        ids = [entry_id for entry_id, _entry in entries]
        if not all(map(is_block_id, ids)) or len(set(ids)) != len(ids):
            build.blocking("damaged_block", block_id, DAMAGED)
            return None
        right = frozenset(
            entry_id for entry_id, entry in entries if entry.get("is_right")
        )
        if not self._has_valid_key(right):
            build.blocking("no_right_answer", block_id, self._key_message(right))
            return None
        return self.question_class(
            id=block_id,
            prompt=prompt,
            feedback=Feedback(
                inline_html(value.get("feedback")),
                {
                    entry_id: inline_html(entry.get("feedback"))
                    for entry_id, entry in entries
                    if inline_html(entry.get("feedback"))
                },
            ),
            weight=_weight(value),
            graded=self.counts(value),
            options=tuple(
                Option(entry_id, inline_html(entry["text"]))
                for entry_id, entry in entries
            ),
            key=right,
        )

    def _has_valid_key(self, right: frozenset[str]) -> bool:
        return bool(right)

    def _key_message(self, right: frozenset[str]) -> Any:
        return gettext_lazy("no proposed answer is marked as right.")


class SingleChoiceBlock(ChoiceBlock):
    """One right answer among several."""

    question_class = SingleChoice

    def _has_valid_key(self, right: frozenset[str]) -> bool:
        return len(right) == 1

    def _key_message(self, right: frozenset[str]) -> Any:
        if right:
            return gettext_lazy("several answers are marked as right: only one may be.")
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
    feedback = feedback_block()
    weight = weight_block()
    graded = graded_block()

    def question(
        self, value: Any, block_id: str, prompt: str, build: Build
    ) -> Question | None:
        if value.get("is_true") not in (TRUE, FALSE):
            build.blocking(
                "no_right_answer",
                block_id,
                gettext_lazy("say whether this statement is true."),
            )
            return None
        feedback = {
            TRUE: inline_html(value.get("feedback_true")),
            FALSE: inline_html(value.get("feedback_false")),
        }
        return TrueFalse(
            id=block_id,
            prompt=prompt,
            feedback=Feedback(
                inline_html(value.get("feedback")),
                {name: html for name, html in feedback.items() if html},
            ),
            weight=_weight(value),
            graded=self.counts(value),
            key=value.get("is_true") == TRUE,
        )

    class Meta:
        icon = "success"
        label = gettext_lazy("True or not")
        description = gettext_lazy("A statement to judge.")


def _is_weight(weight: Any) -> bool:
    return weight is None or (
        isinstance(weight, Decimal)
        and weight.is_finite()
        and MIN_WEIGHT <= weight <= MAX_WEIGHT
    )


def _weight(value: Any) -> Decimal:
    weight = value.get("weight")
    # 1 and 1.00 are one weight and must freeze to the same bytes.
    return Decimal(1) if weight is None else Decimal(format(weight.normalize(), "f"))
