"""Parsing a manifest that may have been written to hurt.

The bytes are decoded here, from a short list of encodings, so that the search for a
DOCTYPE sees the very text that the parser will read.
"""

import codecs
import re
from dataclasses import dataclass

from lxml import etree

MAX_BYTES = 10 * 1024 * 1024
MAX_DEPTH = 100
MAX_ELEMENTS = 200_000
"""Ten times the most members an archive may hold."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "latin-1",
    "latin1": "latin-1",
    "iso-8859-15": "iso8859-15",
    "windows-1252": "cp1252",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
_DECLARATION = re.compile(r"<\?xml\s[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_PROLOG = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_CHUNK = 65_536


class XmlError(ValueError):
    """The text cannot be read as XML; ``code`` says why, ``line`` where when known."""

    def __init__(self, code: str, detail: str = "", line: int = 0) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.line = line

    @property
    def is_unsafe(self) -> bool:
        """True for what must not be parsed, False for what is only badly written."""
        return self.code in {
            "manifest_too_large",
            "manifest_too_deep",
            "doctype_forbidden",
            "encoding_unknown",
        }


@dataclass(frozen=True, slots=True)
class XmlText:
    """A parsed document and the text it was parsed from.

    ``encoding`` is a Python codec name; ``has_bom`` tells of a byte-order mark.
    """

    root: etree._Element
    text: str
    encoding: str
    has_bom: bool


def read_xml(data: bytes) -> XmlText:
    """Decode and parse. Raises :class:`XmlError`, never anything else."""
    if len(data) > MAX_BYTES:
        raise XmlError("manifest_too_large")
    text, encoding, has_bom = _decoded(data)
    if _has_doctype(text):
        raise XmlError("doctype_forbidden")
    return XmlText(_parsed(text), text, encoding, has_bom)


def _decoded(data: bytes) -> tuple[str, str, bool]:
    bom, encoding = next(
        ((bom, name) for bom, name in _BOMS if data.startswith(bom)), (b"", "")
    )
    body = data[len(bom) :]
    if not encoding:
        if body[:4] in (b"<\0?\0", b"\0<\0?"):
            encoding = "utf-16-le" if body[0] else "utf-16-be"
        else:
            head = body[:200].decode("latin-1")
            found = _DECLARATION.match(head)
            declared = found.group(1).lower() if found else "utf-8"
            if declared not in _ENCODINGS or declared.startswith("utf-16"):
                raise XmlError("encoding_unknown", declared)
            encoding = _ENCODINGS[declared]
    try:
        return body.decode(encoding), encoding, bool(bom)
    except UnicodeDecodeError as error:
        raise XmlError("not_well_formed", f"not {encoding}") from error


def _has_doctype(text: str) -> bool:
    position = 0
    while found := _PROLOG.match(text, position):
        position = found.end()
    return text.startswith("<!DOCTYPE", position)


def _parsed(text: str) -> etree._Element:
    parser = etree.XMLPullParser(
        events=("start", "end"),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
    )
    data = text.encode("utf-8")
    depth = elements = 0
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
            for event, _ in parser.read_events():
                depth += 1 if event == "start" else -1
                elements += event == "start"
                if depth > MAX_DEPTH or elements > MAX_ELEMENTS:
                    raise XmlError("manifest_too_deep")
        root = parser.close()
    except etree.XMLSyntaxError as error:
        if "excessive depth" in str(error).lower():
            raise XmlError("manifest_too_deep") from error
        # For some faults the exception only says that there is no document in the end.
        first = next(iter(parser.feed_error_log), None)
        if first is not None:
            raise XmlError("not_well_formed", first.message, first.line) from error
        line = error.lineno or 0
        raise XmlError("not_well_formed", error.msg or "", line) from error
    if root is None:
        raise XmlError("not_well_formed")
    if root.getroottree().docinfo.internalDTD is not None:
        raise XmlError("doctype_forbidden")
    return root
