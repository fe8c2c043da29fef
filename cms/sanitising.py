"""Author HTML made safe: the only module that knows the sanitising engine.

Used on saving and freezing, never on reading. What leaves :func:`clean` holds the
allowed elements and attributes only; the site's content policy stands behind it.
"""

import re
from collections.abc import Mapping
from html import unescape
from html.parser import HTMLParser

import bleach

LINK_PROTOCOLS = frozenset({"http", "https", "mailto"})

# Controls but tabulations and line ends, lone surrogates, non-characters: no XML file
# may hold them, PostgreSQL refuses some, and surrogates cannot even be encoded.
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]"
)


class ReservedMarkup(ValueError):
    """Author text uses an address or attribute that only the freezing may write."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def clean(html: str, elements: Mapping[str, frozenset[str]]) -> str:
    """Return ``html`` with the allowed elements and attributes only.

    Scripts, handlers, styles, comments and addresses other than http, https and mailto
    are dropped. Raises :class:`ReservedMarkup` for ``asset:`` and ``srcset``.
    """
    _refuse_reserved(html)
    return bleach.clean(
        html,
        tags=set(elements),
        attributes={name: sorted(attributes) for name, attributes in elements.items()},
        protocols=LINK_PROTOCOLS,
        strip=True,
        strip_comments=True,
    )


def plain(text: object) -> str:
    """Return text trimmed, without what no file may hold; empty for what is not text.

    Stored text may come from a crafted request: anything else than text says nothing.
    """
    return _UNWRITABLE.sub("", text).strip() if isinstance(text, str) else ""


def text_of(html: object) -> str:
    """Return what is left to read once the markup is taken away."""
    bare = bleach.clean(plain(html), tags=set(), strip=True, strip_comments=True)
    return unescape(bare).replace("\xa0", " ").strip()


def has_text(html: str) -> bool:
    """Tell whether anything is left to read once the markup is taken away."""
    return bool(text_of(html))


def addresses(html: str) -> list[str]:
    """Return the addresses that the links of an HTML fragment lead to."""
    finder = _AddressFinder(convert_charrefs=True)
    finder.feed(html)
    finder.close()
    return finder.found


class _AddressFinder(HTMLParser):
    def __init__(self, *, convert_charrefs: bool) -> None:
        super().__init__(convert_charrefs=convert_charrefs)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name == "href"]

    handle_startendtag = handle_starttag


class _ReservedFinder(HTMLParser):
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            # Browsers ignore spaces and controls inside a scheme; so do we.
            address = "".join(c for c in (value or "") if c > " ").lower()
            if name == "srcset":
                raise ReservedMarkup("srcset")
            if address.startswith("asset:"):
                raise ReservedMarkup("asset:")

    handle_startendtag = handle_starttag


def _refuse_reserved(html: str) -> None:
    finder = _ReservedFinder(convert_charrefs=True)
    finder.feed(html)
    finder.close()
