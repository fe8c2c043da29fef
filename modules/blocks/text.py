"""Text, callouts, tables and sources."""

from html import escape
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from cms.dates import long_date
from cms.sanitising import plain
from modules.blocks.base import (
    TEXT_FEATURES,
    Build,
    ProseBlock,
    author_html,
    excerpt,
    inline_html,
    is_empty,
    placeholder,
    prose_excerpt,
)
from modules.document import Source


class TextBlock(ProseBlock):
    """Headings, paragraphs and lists."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=TEXT_FEATURES, **kwargs)

    def excerpt(self, value: Any) -> str:
        return prose_excerpt(value)

    def freeze(self, value: Any, block_id: str, build: Build) -> str:
        html = author_html(value, block_id, build)
        if is_empty(html):
            build.blocking("empty_text", block_id, gettext_lazy("this text is empty."))
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
    text = ProseBlock(
        features=["bold", "italic", "ul", "ol", "link"], label=gettext_lazy("Text")
    )

    def freeze(self, value: Any, block_id: str, build: Build) -> str:
        html = author_html(value.get("text"), block_id, build)
        title, kind = inline_html(value.get("title")), value.get("kind")
        if (
            kind not in [name for name, _label in self.KINDS]
            or not title
            or is_empty(html)
        ):
            build.blocking(
                "empty_callout",
                block_id,
                gettext_lazy("this callout needs a kind, a title and a text."),
            )
            return placeholder(_("Callout to be completed"))
        return f'<aside data-block="{kind}"><h3>{title}</h3>{html}</aside>'

    def excerpt(self, value: Any) -> str:
        return excerpt(value.get("title"))

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
        table = value.get("table")
        caption = inline_html(table.caption) if table else ""
        columns = table.columns if table else []
        headings = [inline_html(column.get("heading")) for column in columns]
        if not caption or not headings or not all(headings):
            build.blocking(
                "table_without_headers",
                block_id,
                gettext_lazy(
                    "this table needs a caption and a heading for every column."
                ),
            )
            return placeholder(_("Table to be completed"))
        rows = [[inline_html(cell.value) for cell in row] for row in table.rows]
        if not any(cell for row in rows for cell in row):
            build.blocking(
                "empty_table", block_id, gettext_lazy("this table has no content.")
            )
            return placeholder(_("Table to be completed"))
        head = "".join(f'<th scope="col">{heading}</th>' for heading in headings)
        first = "th" if value.get("row_headers") else "td"
        body = "".join(f"<tr>{self._cells(row, first)}</tr>" for row in rows)
        return (
            f'<div data-block="table"><table><caption>{caption}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )

    def excerpt(self, value: Any) -> str:
        table = value.get("table")
        return excerpt(table.caption) if table else ""

    @staticmethod
    def _cells(cells: list[str], first: str) -> str:
        opening = '<th scope="row">' if first == "th" else "<td>"
        return "".join(
            f"{opening}{cell}</{first}>" if index == 0 else f"<td>{cell}</td>"
            for index, cell in enumerate(cells)
        )

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
        for source in value.get("sources") or ():
            item = self._item(source or {}, build)
            if not item:
                build.blocking(
                    "incomplete_source",
                    block_id,
                    gettext_lazy(
                        "each source needs a title, a publisher, the day it was opened"
                        " and, if any, an address that begins with https:// or http://"
                        " (“%(title)s”)."
                    ),
                    title=excerpt((source or {}).get("title")) or "…",
                )
            items.append(item)
        if not any(items):
            build.blocking(
                "no_source", block_id, gettext_lazy("no source is given here.")
            )
            return placeholder(_("Sources to be given"))
        return f'<section data-block="sources"><ul>{"".join(items)}</ul></section>'

    def excerpt(self, value: Any) -> str:
        return ""

    @staticmethod
    def _item(source: Any, build: Build) -> str:
        name, publisher = plain(source.get("title")), plain(source.get("publisher"))
        day, url = source.get("checked_on"), plain(source.get("url"))
        if not (name and publisher and day):
            return ""
        if url and not url.startswith(("https://", "http://")):
            return ""
        build.add_source(Source(name, publisher, url, day.isoformat()))
        title, publisher = inline_html(name), inline_html(publisher)
        if url:
            title = f'<a href="{escape(url)}">{title}</a>'
        opened = _("opened on %(date)s") % {"date": long_date(day)}
        return (
            f'<li>{title}, {publisher} (<time datetime="{day.isoformat()}">'
            f"{escape(opened, quote=False)}</time>)</li>"
        )

    class Meta:
        icon = "list-ul"
        label = gettext_lazy("Sources")
        description = gettext_lazy("The texts behind the facts, with dates.")
