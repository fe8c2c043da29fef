"""Text, callouts, tables and sources."""

from html import escape
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from modules.blocks.base import (
    TEXT_FEATURES,
    Build,
    author_html,
    inline_html,
    is_empty,
    placeholder,
)
from modules.document import Source


class TextBlock(blocks.RichTextBlock):
    """Headings, paragraphs and lists."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=TEXT_FEATURES, **kwargs)

    def freeze(self, value: Any, block_id: str, build: Build) -> str:
        html = author_html(value, block_id, build)
        if is_empty(html):
            build.blocking("empty_text", block_id, _("This text is empty."))
            return placeholder(_("Text to be written"))
        return f'<div data-block="text">{html}</div>'

    class Meta:
        icon = "pilcrow"
        label = gettext_lazy("Text")
        description = gettext_lazy("One idea in a few sentences.")


class CalloutBlock(blocks.StructBlock):
    """A key point, or a safety warning in the colour kept for it."""

    KINDS = [
        ("key-point", gettext_lazy("Key point")),
        ("safety", gettext_lazy("Safety")),
    ]

    kind = blocks.ChoiceBlock(
        choices=KINDS, default="key-point", label=gettext_lazy("Kind")
    )
    title = blocks.CharBlock(max_length=120, label=gettext_lazy("Title"))
    text = blocks.RichTextBlock(
        features=["bold", "italic", "ul", "ol", "link"], label=gettext_lazy("Text")
    )

    def freeze(self, value: Any, block_id: str, build: Build) -> str:
        html = author_html(value["text"], block_id, build)
        title = inline_html(value["title"])
        if not title or is_empty(html):
            build.blocking(
                "empty_callout",
                block_id,
                _("This callout needs a title and a text."),
            )
            return placeholder(_("Callout to be completed"))
        kind = escape(value["kind"])
        return f'<aside data-block="{kind}"><h3>{title}</h3>{html}</aside>'

    class Meta:
        icon = "warning"
        label = gettext_lazy("Callout")
        description = gettext_lazy("What must be remembered, or what can hurt.")


class TableBlock(blocks.StructBlock):
    """A table with a caption and column headers."""

    table = TypedTableBlock(
        [("text", blocks.CharBlock(label=gettext_lazy("Text"), required=False))],
        label=gettext_lazy("Table"),
        help_text=gettext_lazy("Give each column a heading and the table a caption."),
    )
    row_headers = blocks.BooleanBlock(
        required=False,
        default=True,
        label=gettext_lazy("The first column names the rows"),
    )

    def freeze(self, value: Any, block_id: str, build: Build) -> str:
        table = value["table"]
        caption = inline_html(table.caption) if table else ""
        headings = [inline_html(c["heading"]) for c in table.columns] if table else []
        if not caption or not headings or not all(headings):
            build.blocking(
                "table_without_headers",
                block_id,
                _("This table needs a caption and a heading for every column."),
            )
            return placeholder(_("Table to be completed"))
        head = "".join(f'<th scope="col">{heading}</th>' for heading in headings)
        rows = "".join(
            f"<tr>{self._cells(row, row_headers=value['row_headers'])}</tr>"
            for row in table.rows
        )
        return (
            f'<div data-block="table"><table><caption>{caption}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        )

    @staticmethod
    def _cells(row: Any, *, row_headers: bool) -> str:
        cells = [inline_html(str(cell.value or "")) for cell in row]
        first = (
            f'<th scope="row">{cells[0]}</th>'
            if row_headers
            else f"<td>{cells[0]}</td>"
        )
        return first + "".join(f"<td>{cell}</td>" for cell in cells[1:])

    class Meta:
        icon = "table"
        label = gettext_lazy("Table")
        description = gettext_lazy("Facts to compare, read aloud column by column.")


class SourceBlock(blocks.StructBlock):
    """One source and the day on which somebody opened it."""

    title = blocks.CharBlock(max_length=250, label=gettext_lazy("Title"))
    publisher = blocks.CharBlock(max_length=120, label=gettext_lazy("Publisher"))
    url = blocks.URLBlock(max_length=500, label=gettext_lazy("Address"))
    checked_on = blocks.DateBlock(label=gettext_lazy("Opened on"))

    class Meta:
        icon = "link"
        label = gettext_lazy("Source")


class SourcesBlock(blocks.StructBlock):
    """Where the facts come from."""

    sources = blocks.ListBlock(SourceBlock(), label=gettext_lazy("Sources"))

    def freeze(self, value: Any, block_id: str, build: Build) -> str:
        items = []
        for source in value["sources"]:
            if not all(source.get(k) for k in ("title", "publisher", "checked_on")):
                build.blocking(
                    "incomplete_source",
                    block_id,
                    _("A source needs a title, a publisher and the day it was opened."),
                )
                continue
            items.append(self._item(source, build))
        if not items:
            build.blocking("no_source", block_id, _("No source is given here."))
            return placeholder(_("Sources to be given"))
        return f'<section data-block="sources"><ul>{"".join(items)}</ul></section>'

    @staticmethod
    def _item(source: Any, build: Build) -> str:
        title, publisher = (
            inline_html(source["title"]),
            inline_html(source["publisher"]),
        )
        day, url = source["checked_on"], source["url"] or ""
        build.add_source(
            Source(
                source["title"].strip(),
                source["publisher"].strip(),
                url,
                day.isoformat(),
            )
        )
        if url.startswith(("https://", "http://")):
            title = f'<a href="{escape(url)}">{title}</a>'
        opened = _("opened on %(date)s") % {"date": formats.date_format(day)}
        return (
            f'<li>{title}, {publisher} (<time datetime="{day.isoformat()}">'
            f"{escape(opened, quote=False)}</time>)</li>"
        )

    class Meta:
        icon = "list-ul"
        label = gettext_lazy("Sources")
        description = gettext_lazy("The texts behind the facts, with dates.")
