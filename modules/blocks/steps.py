"""A step: a title and its blocks."""

from django.utils.translation import gettext_lazy
from wagtail import blocks

from modules.blocks.activity import ActivityBlock
from modules.blocks.media import ImageBlock
from modules.blocks.questions import (
    MultipleChoiceBlock,
    SingleChoiceBlock,
    TrueFalseBlock,
)
from modules.blocks.text import CalloutBlock, SourcesBlock, TableBlock, TextBlock
from modules.blocks.typed_questions import GapFillBlock, NumericBlock

CONTENT = gettext_lazy("Content")
QUESTIONS = gettext_lazy("Questions")


class StepBody(blocks.StreamBlock):
    """What a step is made of."""

    text = TextBlock(group=CONTENT)
    image = ImageBlock(group=CONTENT)
    callout = CalloutBlock(group=CONTENT)
    table = TableBlock(group=CONTENT)
    sources = SourcesBlock(group=CONTENT)
    activity = ActivityBlock(group=CONTENT)
    single_choice = SingleChoiceBlock(group=QUESTIONS)
    multiple_choice = MultipleChoiceBlock(group=QUESTIONS)
    true_false = TrueFalseBlock(group=QUESTIONS)
    gap_fill = GapFillBlock(group=QUESTIONS)
    numeric = NumericBlock(group=QUESTIONS)


class StepBlock(blocks.StructBlock):
    """One idea."""

    title = blocks.CharBlock(max_length=120, label=gettext_lazy("Step title"))
    body = StepBody(label=gettext_lazy("Content of the step"), required=False)

    class Meta:
        icon = "list-ol"
        label = gettext_lazy("Step")
        label_format = "{title}"
        description = gettext_lazy("One idea, with its drawing or its question.")
