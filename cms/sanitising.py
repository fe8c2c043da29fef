"""Author HTML made safe: the only module that knows the sanitising engine.

Used on saving and freezing, never on reading. What leaves :func:`clean` holds the
allowed elements and attributes only; the site's content policy stands behind it.
"""

from collections.abc import Mapping
from html.parser import HTMLParser

import bleach

LINK_PROTOCOLS = frozenset({"http", "https", "mailto"})


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


def has_text(html: str) -> bool:
    """Tell whether anything is left to read once the markup is taken away."""
    return bool(bleach.clean(html, tags=set(), strip=True).replace("\xa0", " ").strip())


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
