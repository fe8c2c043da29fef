"""Frozen HTML fragments made ready for a page.

The vocabulary of :data:`modules.document.ELEMENTS` is enforced again here, whatever the
document holds: what is not in it is left out, what is left open is closed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

from modules.document import ELEMENTS, Asset
from modules.rendering.html import element, tag, text

_VOID = frozenset({"br", "img"})
_TABLE_ROLES = {
    "table": "table",
    "thead": "rowgroup",
    "tbody": "rowgroup",
    "tr": "row",
    "td": "cell",
}
_LABELLED = {
    "key-point": "key-point",
    "safety": "safety-callout",
    "safety-header": "safety-header",
    "pupil-activity": "pupil-activity",
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What fragments are drawn with: strings, assets by digest, question frames.

    ``question`` returns the HTML of the question with that id, or nothing.
    """

    words: Mapping[str, str]
    assets: Mapping[str, Asset]
    asset_url: Callable[[Asset], str]
    question: Callable[[str], str]

    def prose(self, fragment: str) -> str:
        """Return a frozen fragment ready for the page."""
        writer = _Writer(self)
        writer.feed(fragment)
        writer.close()
        return writer.written()


def is_web(url: str) -> bool:
    """Say whether a link leads out to the web."""
    try:
        return urlsplit(url).scheme in {"http", "https"}
    except ValueError:
        return False


def outside_link(url: str, label: str, words: Mapping[str, str]) -> str:
    """Return a link that opens in a new window and says so; ``label`` is HTML."""
    return _outside_tag(url) + label + _new_window(words) + "</a>"


def _outside_tag(url: str) -> str:
    return tag("a", href=url, target="_blank", rel="noopener")


def _new_window(words: Mapping[str, str]) -> str:
    # The space is inside: outside, it would show before a comma.
    return f'<span class="quiet"> {text(words["new_window"])}</span>'


class _Writer(HTMLParser):
    def __init__(self, around: Surroundings) -> None:
        super().__init__(convert_charrefs=True)
        self._around = around
        self._parts: list[str] = []
        self._open: list[tuple[str, str]] = []
        self._heads: list[str] = []
        self._column = 0
        self._in_head = False

    def written(self) -> str:
        while self._open:
            self._pop()
        return "".join(self._parts)

    def handle_data(self, data: str) -> None:
        self._parts.append(text(data))
        if self._in_head and self._open and self._open[-1][0] == "th":
            self._heads[-1] += data

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        allowed = ELEMENTS.get(name)
        if allowed is None:
            return
        values = {key: value or "" for key, value in attrs if key in allowed}
        if name == "img":
            self._image(values)
        elif name == "br":
            self._parts.append("<br>")
        elif name == "section" and "data-question" in values:
            self._parts.append(self._around.question(values["data-question"]))
            self._open.append((name, ""))
        elif name == "a":
            self._link(values)
        else:
            self._plain(name, values)

    def handle_endtag(self, name: str) -> None:
        if name in _VOID or name not in (opened for opened, _ in self._open):
            return
        while self._pop() != name:
            pass

    def _pop(self) -> str:
        name, ending = self._open.pop()
        self._parts.append(ending)
        if name == "thead":
            self._in_head = False
        return name

    def _plain(self, name: str, values: dict[str, str]) -> None:
        words = self._around.words
        attributes: dict[str, str | None] = dict(values)
        ending = f"</{name}>"
        before = ""
        if name in _TABLE_ROLES:
            attributes["role"] = _TABLE_ROLES[name]
        if name == "table":
            self._heads = []
        elif name == "thead":
            self._in_head = True
        elif name == "tr":
            self._column = 0
        elif name in {"th", "td"}:
            attributes |= self._cell(name, values)
        elif name == "aside":
            # Inside a step this is a remark, not a landmark of the page.
            attributes["role"] = "note"
        block = values.get("data-block", "")
        if block in _LABELLED:
            label = text(words[_LABELLED[block]])
            before = f'<p class="block-label">{label}</p>'
        elif block == "sources":
            before = f"<h3>{text(words['sources-callout'])}</h3>"
        if block == "pupil-activity":
            button = element(
                "button",
                text(words["print_sheet"]),
                type="button",
                class_="button quiet-button",
                data_action="print-sheet",
                hidden=True,
            )
            ending = f'<p class="sheet-actions">{button}</p>{ending}'
        self._parts.append(tag(name, **attributes) + before)
        self._open.append((name, ending))

    def _cell(self, name: str, values: dict[str, str]) -> dict[str, str | None]:
        column = self._column
        self._column += 1
        if self._in_head:
            self._heads.append("")
            return {"role": "columnheader"}
        label = self._heads[column].strip() if column < len(self._heads) else ""
        if name == "th":
            is_row = values.get("scope") != "col"
            return {"role": "rowheader" if is_row else "columnheader"}
        return {"data-label": label or None}

    def _link(self, values: dict[str, str]) -> None:
        url = values.get("href", "").strip()
        if is_web(url):
            self._parts.append(_outside_tag(url))
            self._open.append(("a", _new_window(self._around.words) + "</a>"))
        elif url.startswith("mailto:"):
            self._parts.append(tag("a", href=url))
            self._open.append(("a", "</a>"))
        else:
            self._open.append(("a", ""))

    def _image(self, values: dict[str, str]) -> None:
        scheme, _, digest = values.get("src", "").partition(":")
        asset = self._around.assets.get(digest) if scheme == "asset" else None
        if asset is None:
            return
        self._parts.append(
            tag(
                "img",
                src=self._around.asset_url(asset),
                alt=values.get("alt", ""),
                width=values.get("width") or None,
                height=values.get("height") or None,
                decoding="async",
            )
        )
        if asset.transcript and self._open and self._open[-1][0] == "figure":
            figure, ending = self._open.pop()
            summary = element("summary", text(self._around.words["transcript"]))
            body = "".join(
                element("p", text(line))
                for line in asset.transcript.splitlines()
                if line.strip()
            )
            ending += element("details", summary + body, class_="transcript")
            self._open.append((figure, ending))
