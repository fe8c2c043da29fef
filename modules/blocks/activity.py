"""The pupil activity: a class sheet that prints alone."""

from html import escape
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import blocks

from modules.blocks.base import Build, excerpt, inline_html, placeholder


class ActivityBlock(blocks.StructBlock):
    """What pupils do, for how long, with what, and what remains of it."""

    title = blocks.CharBlock(max_length=120, label=gettext_lazy("Title"))
    goal = blocks.CharBlock(max_length=300, label=gettext_lazy("Goal"))
    duration_minutes = blocks.IntegerBlock(
        min_value=5, max_value=480, label=gettext_lazy("Duration in minutes")
    )
    equipment = blocks.ListBlock(
        blocks.CharBlock(max_length=200, label=gettext_lazy("Item")),
        label=gettext_lazy("Equipment"),
    )
    steps = blocks.ListBlock(
        blocks.TextBlock(label=gettext_lazy("Step")), label=gettext_lazy("Steps")
    )
    expected_traces = blocks.ListBlock(
        blocks.CharBlock(max_length=300, label=gettext_lazy("Trace")),
        label=gettext_lazy("Expected traces"),
    )

    def freeze(self, value: Any, block_id: str, build: Build) -> str:
        steps = self._items(value.get("steps"))
        traces = self._items(value.get("expected_traces"))
        title, goal = inline_html(value.get("title")), inline_html(value.get("goal"))
        minutes = value.get("duration_minutes")
        timed = isinstance(minutes, int) and minutes > 0
        if not (title and goal and timed and steps and traces):
            build.blocking(
                "incomplete_activity",
                block_id,
                gettext_lazy(
                    "the class sheet needs a title, a goal, a duration, steps and"
                    " expected traces."
                ),
            )
            return placeholder(_("Class sheet to be completed"))
        duration = ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
        equipment = self._items(value.get("equipment"))
        facts = [
            (_("Goal"), goal),
            (_("Duration"), inline_html(duration)),
            (_("Equipment"), self._equipment(equipment)),
        ]
        listed = "".join(
            f"<dt>{escape(name)}</dt><dd>{html}</dd>" for name, html in facts
        )
        return (
            f'<section data-block="pupil-activity"><h3>{title}</h3><dl>{listed}</dl>'
            f'<div data-block="safety-header"><p>{inline_html(safety_header())}</p>'
            f"</div><h4>{escape(_('Steps of the activity'))}</h4>"
            f"<ol>{self._list(steps)}</ol><h4>{escape(_('Expected traces'))}</h4>"
            f"<ul>{self._list(traces)}</ul></section>"
        )

    def excerpt(self, value: Any) -> str:
        return excerpt(value.get("title"))

    @staticmethod
    def _items(value: Any) -> list[str]:
        return [html for html in map(inline_html, value or ()) if html]

    @classmethod
    def _equipment(cls, items: list[str]) -> str:
        if len(items) > 1:
            return f"<ul>{cls._list(items)}</ul>"
        return items[0] if items else inline_html(_("None"))

    @staticmethod
    def _list(items: list[str]) -> str:
        return "".join(f"<li>{item}</li>" for item in items)

    class Meta:
        icon = "group"
        label = gettext_lazy("Pupil activity")
        description = gettext_lazy("A class sheet, with its safety header.")


def safety_header() -> str:
    """Return the reminder that stands on every class sheet.

    Labour code, articles D. 4153-15 and following, R. 4153-38 and following: regulated
    work of young people aged 15 to 18 is declared by the school.
    """
    return _(
        "Minors: for machines, products and regulated work, check the school’s"
        " exemption declaration for young people aged 15 to 18 (labour code, articles"
        " D. 4153-15 and R. 4153-38 and following). Personal protective equipment."
        " Workshop risk assessment document."
    )
