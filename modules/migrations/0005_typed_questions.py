from decimal import Decimal

import wagtail.fields
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("modules", "0004_contributions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="unitpage",
            name="steps",
            field=wagtail.fields.StreamField(
                [("step", 54)],
                blank=True,
                block_lookup={
                    0: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Step title", "max_length": 120},
                    ),
                    1: ("wagtail.blocks.RichTextBlock", (), {"group": "Content"}),
                    2: (
                        "wagtail.images.blocks.ImageChooserBlock",
                        (),
                        {"label": "Image"},
                    ),
                    3: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "What somebody who cannot see the image must know. Not “image of…”.",
                            "label": "Alternative",
                            "max_length": 250,
                            "required": False,
                        },
                    ),
                    4: (
                        "wagtail.blocks.BooleanBlock",
                        (),
                        {
                            "help_text": "The image adds nothing to the text.",
                            "label": "Decorative",
                            "required": False,
                        },
                    ),
                    5: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Caption", "max_length": 250, "required": False},
                    ),
                    6: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("image", 2),
                                ("alternative", 3),
                                ("decorative", 4),
                                ("caption", 5),
                            ]
                        ],
                        {"group": "Content"},
                    ),
                    7: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [
                                ("key-point", "Key point"),
                                ("safety", "Safety"),
                            ],
                            "label": "Kind",
                        },
                    ),
                    8: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Title", "max_length": 120},
                    ),
                    9: (
                        "wagtail.blocks.RichTextBlock",
                        (),
                        {
                            "features": ["bold", "italic", "ul", "ol", "link"],
                            "label": "Text",
                        },
                    ),
                    10: (
                        "wagtail.blocks.StructBlock",
                        [[("kind", 7), ("title", 8), ("text", 9)]],
                        {"group": "Content"},
                    ),
                    11: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Text", "required": False},
                    ),
                    12: (
                        "wagtail.contrib.typed_table_block.blocks.TypedTableBlock",
                        [[("text", 11)]],
                        {
                            "help_text": "Give each column a heading and the table a caption.",
                            "label": "Table",
                        },
                    ),
                    13: (
                        "wagtail.blocks.BooleanBlock",
                        (),
                        {
                            "default": True,
                            "label": "The first column names the rows",
                            "required": False,
                        },
                    ),
                    14: (
                        "wagtail.blocks.StructBlock",
                        [[("table", 12), ("row_headers", 13)]],
                        {"group": "Content"},
                    ),
                    15: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Title", "max_length": 250},
                    ),
                    16: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Publisher", "max_length": 120},
                    ),
                    17: (
                        "wagtail.blocks.URLBlock",
                        (),
                        {"label": "Address", "max_length": 500},
                    ),
                    18: ("wagtail.blocks.DateBlock", (), {"label": "Opened on"}),
                    19: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("title", 15),
                                ("publisher", 16),
                                ("url", 17),
                                ("checked_on", 18),
                            ]
                        ],
                        {},
                    ),
                    20: ("wagtail.blocks.ListBlock", (19,), {"label": "Sources"}),
                    21: (
                        "wagtail.blocks.StructBlock",
                        [[("sources", 20)]],
                        {"group": "Content"},
                    ),
                    22: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Goal", "max_length": 300},
                    ),
                    23: (
                        "wagtail.blocks.IntegerBlock",
                        (),
                        {
                            "label": "Duration in minutes",
                            "max_value": 480,
                            "min_value": 5,
                        },
                    ),
                    24: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Item", "max_length": 200},
                    ),
                    25: ("wagtail.blocks.ListBlock", (24,), {"label": "Equipment"}),
                    26: ("wagtail.blocks.TextBlock", (), {"label": "Step"}),
                    27: ("wagtail.blocks.ListBlock", (26,), {"label": "Steps"}),
                    28: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Trace", "max_length": 300},
                    ),
                    29: (
                        "wagtail.blocks.ListBlock",
                        (28,),
                        {"label": "Expected traces"},
                    ),
                    30: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("title", 8),
                                ("goal", 22),
                                ("duration_minutes", 23),
                                ("equipment", 25),
                                ("steps", 27),
                                ("expected_traces", 29),
                            ]
                        ],
                        {"group": "Content"},
                    ),
                    31: (
                        "wagtail.blocks.RichTextBlock",
                        (),
                        {
                            "features": [
                                "bold",
                                "italic",
                                "ol",
                                "ul",
                                "superscript",
                                "subscript",
                            ],
                            "label": "Question",
                        },
                    ),
                    32: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "Answer", "max_length": 300},
                    ),
                    33: (
                        "wagtail.blocks.BooleanBlock",
                        (),
                        {"label": "Right", "required": False},
                    ),
                    34: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {
                            "help_text": "Shown to those who chose it: say why, never “wrong”.",
                            "label": "Feedback",
                            "required": False,
                            "rows": 2,
                        },
                    ),
                    35: (
                        "wagtail.blocks.StructBlock",
                        [[("text", 32), ("is_right", 33), ("feedback", 34)]],
                        {},
                    ),
                    36: (
                        "wagtail.blocks.ListBlock",
                        (35,),
                        {
                            "default": [
                                {"feedback": "", "is_right": False, "text": ""},
                                {"feedback": "", "is_right": False, "text": ""},
                                {"feedback": "", "is_right": False, "text": ""},
                            ],
                            "label": "Proposed answers",
                            "max_num": 26,
                        },
                    ),
                    37: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {
                            "help_text": "Shown whatever the answer: say why.",
                            "label": "Explanation for everyone",
                            "required": False,
                            "rows": 2,
                        },
                    ),
                    38: (
                        "wagtail.blocks.DecimalBlock",
                        (),
                        {
                            "decimal_places": 2,
                            "default": Decimal("1"),
                            "label": "Weight",
                            "max_value": Decimal("100"),
                            "min_value": Decimal("0.1"),
                        },
                    ),
                    39: (
                        "wagtail.blocks.BooleanBlock",
                        (),
                        {
                            "default": True,
                            "label": "Counts in the score",
                            "required": False,
                        },
                    ),
                    40: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("prompt", 31),
                                ("options", 36),
                                ("feedback", 37),
                                ("weight", 38),
                                ("graded", 39),
                            ]
                        ],
                        {"group": "Questions"},
                    ),
                    41: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [
                                ("true", "The statement is true"),
                                ("false", "The statement is not true"),
                            ],
                            "label": "Right answer",
                        },
                    ),
                    42: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {"label": "Feedback to “true”", "required": False, "rows": 2},
                    ),
                    43: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {
                            "label": "Feedback to “not true”",
                            "required": False,
                            "rows": 2,
                        },
                    ),
                    44: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("prompt", 31),
                                ("is_true", 41),
                                ("feedback_true", 42),
                                ("feedback_false", 43),
                                ("feedback", 37),
                                ("weight", 38),
                                ("graded", 39),
                            ]
                        ],
                        {"group": "Questions"},
                    ),
                    45: (
                        "wagtail.blocks.TextBlock",
                        (),
                        {
                            "help_text": "Put each expected answer between brackets, other accepted answers after a vertical bar: “Hemp shiv is called [chènevotte|la chènevotte].” For a bracket in the text, write it twice.",
                            "label": "Text with gaps",
                            "max_length": 3000,
                            "rows": 5,
                        },
                    ),
                    46: (
                        "wagtail.blocks.BooleanBlock",
                        (),
                        {
                            "help_text": "Left unticked, “Chenevotte” is accepted for “chènevotte”. Spaces, apostrophes and hyphens never matter.",
                            "label": "Capitals and accents count",
                            "required": False,
                        },
                    ),
                    47: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("prompt", 31),
                                ("text", 45),
                                ("exact", 46),
                                ("feedback", 37),
                                ("weight", 38),
                                ("graded", 39),
                            ]
                        ],
                        {"group": "Questions"},
                    ),
                    48: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "For example 2.5 or 12 000.",
                            "label": "Expected number",
                            "max_length": 40,
                        },
                    ),
                    49: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "default": "0",
                            "help_text": "How far from the expected number an answer is still right. 0: exactly it.",
                            "label": "Tolerance",
                            "max_length": 40,
                        },
                    ),
                    50: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [
                                ("absolute", "in the unit of the answer"),
                                ("percent", "in percent of the expected number"),
                            ],
                            "label": "The tolerance is given",
                        },
                    ),
                    51: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Shown after the field: m³, kWh, €. It is not typed.",
                            "label": "Unit",
                            "max_length": 20,
                            "required": False,
                        },
                    ),
                    52: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("prompt", 31),
                                ("value", 48),
                                ("tolerance", 49),
                                ("tolerance_kind", 50),
                                ("unit", 51),
                                ("feedback", 37),
                                ("weight", 38),
                                ("graded", 39),
                            ]
                        ],
                        {"group": "Questions"},
                    ),
                    53: (
                        "wagtail.blocks.StreamBlock",
                        [
                            [
                                ("text", 1),
                                ("image", 6),
                                ("callout", 10),
                                ("table", 14),
                                ("sources", 21),
                                ("activity", 30),
                                ("single_choice", 40),
                                ("multiple_choice", 40),
                                ("true_false", 44),
                                ("gap_fill", 47),
                                ("numeric", 52),
                            ]
                        ],
                        {"label": "Content of the step", "required": False},
                    ),
                    54: (
                        "wagtail.blocks.StructBlock",
                        [[("title", 0), ("body", 53)]],
                        {},
                    ),
                },
                verbose_name="steps",
            ),
        ),
    ]
