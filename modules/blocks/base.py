"""What a block needs to become step HTML: the build it takes part in."""

import re
from html import escape
from typing import Any, Protocol

from django.utils.translation import gettext_lazy
from wagtail.blocks import RichTextBlock
from wagtail.rich_text import RichText
from wagtail.rich_text.rewriters import FIND_A_TAG, extract_attrs

from cms.models import LicensedImage
from cms.sanitising import ReservedMarkup, addresses, clean, has_text, plain, text_of
from modules.document import ELEMENTS, Source
from modules.questions import Question

AUTHOR_ELEMENTS = {
    name: attributes - {"data-block", "data-question"}
    for name, attributes in ELEMENTS.items()
    if name not in ("img", "section", "figure", "aside", "div", "figcaption")
}
TEXT_FEATURES = [
    "h3",
    "h4",
    "bold",
    "italic",
    "ol",
    "ul",
    "link",
    "superscript",
    "subscript",
]
PROMPT_FEATURES = ["bold", "italic", "ol", "ul", "superscript", "subscript"]
EXCERPT_LENGTH = 60
"""Characters: enough to recognise a question in a message."""

DAMAGED = gettext_lazy("this block is damaged: delete it and write it again.")

_BLOCK_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
# A package has no site around it: only whole addresses lead anywhere.
_WHOLE_ADDRESS = re.compile(r"https?://[^/?#]|mailto:", re.IGNORECASE)


class Build(Protocol):
    """The construction of one document, as blocks see it."""

    def blocking(self, code: str, block_id: str, message: Any, **words: object) -> None:
        """Note a finding that keeps the unit from being submitted.

        ``message`` is a lazy translation, for it is written in the language of the
        site while the document is in its own: a clause without capital, for the build
        says first which block it is about. ``words`` fill its places.
        """

    def image(
        self, image: LicensedImage, *, block_id: str, alternative: str, caption: str
    ) -> "PlacedImage | None":
        """Take an image into the document; None, with a finding, when it cannot be."""

    def page_address(self, page_id: str) -> str | None:
        """Return the public address of a page, whole; None when there is no such."""

    def add_question(self, question: Question) -> None:
        """Take a question into the document."""

    def add_source(self, source: Source) -> None:
        """Take a source into the document."""


class PlacedImage(Protocol):
    """An image as placed in a document."""

    reference: str
    width: int
    height: int


class ProseBlock(RichTextBlock):
    """Rich text that keeps none of the characters which no page or database holds."""

    def value_from_form(self, value: Any) -> RichText:
        return RichText(plain(value))

    def deconstruct(self) -> tuple[str, Any, Any]:
        # What it stores is rich text like any other: no migration of its own.
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.RichTextBlock", args, kwargs


def author_html(value: RichText | str | None, block_id: str, build: Build) -> str:
    """Return rich text as sanitised HTML, its links whole.

    Reserved markup and links that would break outside the site are blocking findings.
    """
    source = plain(value.source if isinstance(value, RichText) else value)
    whole = FIND_A_TAG.sub(lambda tag: _opening_tag(tag, block_id, build), source)
    try:
        html = clean(whole, AUTHOR_ELEMENTS).strip()
    except ReservedMarkup as error:
        build.blocking(
            "reserved_markup",
            block_id,
            gettext_lazy("this text uses “%(what)s”, which is not allowed."),
            what=error,
        )
        return ""
    for address in addresses(html):
        if not _WHOLE_ADDRESS.match(address):
            build.blocking(
                "relative_link",
                block_id,
                gettext_lazy(
                    "the link to “%(address)s” leads nowhere outside this site: give"
                    " its whole address."
                ),
                address=excerpt(address),
            )
    return html


def is_block_id(given: object) -> bool:
    """Tell whether an id is one that the editor writes, harmless in any place."""
    return isinstance(given, str) and bool(_BLOCK_ID.fullmatch(given))


def inline_html(text: object) -> str:
    """Return plain text as an HTML fragment; empty for what is not text."""
    return escape(plain(text), quote=False)


def is_empty(html: str) -> bool:
    """Tell whether an HTML fragment says nothing."""
    return not has_text(html)


def excerpt(text: object) -> str:
    """Return the beginning of a text on one line, cut between words."""
    line = " ".join(plain(text).split())
    if len(line) <= EXCERPT_LENGTH:
        return line
    start = line[:EXCERPT_LENGTH]
    return (start.rpartition(" ")[0] or start) + "…"


def prose_excerpt(value: RichText | str | None) -> str:
    """Return the beginning of what a rich text says."""
    return excerpt(text_of(value.source if isinstance(value, RichText) else value))


def placeholder(text: str) -> str:
    """Return what a preview shows in the place of an unfinished block."""
    return f'<div data-block="text"><p><em>{escape(text)}</em></p></div>'


def _opening_tag(tag: re.Match[str], block_id: str, build: Build) -> str:
    attributes = extract_attrs(tag.group(1))
    kind = attributes.get("linktype")
    if kind is None:
        return tag.group()
    address = build.page_address(attributes.get("id", "")) if kind == "page" else None
    if address:
        return f'<a href="{escape(address)}">'
    if kind == "document":
        build.blocking(
            "link_to_document",
            block_id,
            gettext_lazy(
                "this text links to a document of this site, which does not travel"
                " with the unit: remove the link."
            ),
        )
    else:
        build.blocking(
            "broken_link",
            block_id,
            gettext_lazy("this text links to a page that no longer exists."),
        )
    return "<a>"
