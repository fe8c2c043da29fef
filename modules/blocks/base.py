"""What a block needs to become step HTML: the build it takes part in."""

from html import escape
from typing import Protocol

from django.utils.translation import gettext as _
from wagtail.rich_text import RichText, expand_db_html

from cms.models import LicensedImage
from cms.sanitising import ReservedMarkup, clean, has_text
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


class Build(Protocol):
    """The construction of one document, as blocks see it."""

    def blocking(self, code: str, block_id: str, message: str) -> None:
        """Note a finding that keeps the unit from being submitted."""

    def image(
        self, image: LicensedImage, *, block_id: str, alternative: str, caption: str
    ) -> "PlacedImage | None":
        """Take an image into the document; None, with a finding, when it cannot be."""

    def add_question(self, question: Question) -> None:
        """Take a question into the document."""

    def add_source(self, source: Source) -> None:
        """Take a source into the document."""


class PlacedImage(Protocol):
    """An image as placed in a document."""

    reference: str
    width: int
    height: int


def author_html(value: RichText | str | None, block_id: str, build: Build) -> str:
    """Return rich text as sanitised HTML; reserved markup is a blocking finding."""
    source = value.source if isinstance(value, RichText) else (value or "")
    try:
        return clean(expand_db_html(source), AUTHOR_ELEMENTS).strip()
    except ReservedMarkup as error:
        build.blocking(
            "reserved_markup",
            block_id,
            _("This text uses “%(what)s”, which is not allowed.") % {"what": error},
        )
        return ""


def inline_html(text: str | None) -> str:
    """Return plain text as an HTML fragment."""
    return escape((text or "").strip(), quote=False)


def is_empty(html: str) -> bool:
    """Tell whether an HTML fragment says nothing."""
    return not has_text(html)


def placeholder(text: str) -> str:
    """Return what a preview shows in the place of an unfinished block."""
    return f'<div data-block="text"><p><em>{escape(text)}</em></p></div>'
