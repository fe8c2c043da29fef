"""A parsed manifest, and the few questions that rules ask of it."""

from collections.abc import Iterator, Mapping

from lxml import etree

from scorm_exports.conformance.schemas import XSI, namespace_of
from scorm_exports.conformance.xml_reading import XmlText
from scorm_exports.packaging import manifest12, names
from scorm_exports.packaging.findings import Finding, Severity

IMSCP_2004 = "http://www.imsglobal.org/xsd/imscp_v1p1"
ADLCP_2004 = "http://www.adlnet.org/xsd/adlcp_v1p3"
LOM = "http://ltsc.ieee.org/xsd/LOM"
IMSSS = "http://www.imsglobal.org/xsd/imsss"

VERSIONS_2004 = frozenset(
    {
        "1.3",
        "CAM 1.3",
        "2004 2nd Edition",
        "2004 3rd Edition",
        "2004 4th Edition",
    }
)


class Manifest:
    """The root element and what depends on the version of SCORM it follows.

    ``version`` is ``1.2``, ``2004``, or empty when the root is not a manifest of either.
    """

    def __init__(self, xml: XmlText) -> None:
        self.xml = xml
        self.root = xml.root
        self.imscp = namespace_of(str(self.root.tag))
        is_manifest = local_name(self.root) == "manifest"
        if is_manifest and self.imscp == manifest12.IMSCP:
            self.version, self.adlcp = "1.2", manifest12.ADLCP
        elif is_manifest and self.imscp == IMSCP_2004:
            self.version, self.adlcp = "2004", ADLCP_2004
        else:
            self.version, self.adlcp = "", ""

    def all(self, name: str) -> Iterator[etree._Element]:
        """Yield every IMS CP element of that name, in document order."""
        return self.root.iter(f"{{{self.imscp}}}{name}")

    def children(self, parent: etree._Element, name: str) -> list[etree._Element]:
        """Return the IMS CP children of that name."""
        return parent.findall(f"{{{self.imscp}}}{name}")

    def text(self, parent: etree._Element, name: str) -> str | None:
        """Return the text of the first IMS CP child of that name, None without one."""
        found = parent.find(f"{{{self.imscp}}}{name}")
        return None if found is None else str(found.xpath("string()"))

    def adl(self, element: etree._Element, name: str) -> str | None:
        """Return an attribute of the ADL namespace."""
        return element.get(f"{{{self.adlcp}}}{name}")

    def schema_locations(self) -> list[tuple[str, str, etree._Element]]:
        """Return each namespace and schema file of ``xsi:schemaLocation``, once.

        With the element that says so, in document order.
        """
        found: dict[tuple[str, str], etree._Element] = {}
        for element in self.root.iter(etree.Element):
            words = (element.get(f"{{{XSI}}}schemaLocation") or "").split()
            for pair in zip(words[::2], words[1::2], strict=False):
                found.setdefault(pair, element)
        return [(*pair, element) for pair, element in found.items()]


def local_name(element: etree._Element) -> str:
    """Return the tag of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def line_of(element: etree._Element | None) -> int:
    """Return the line of an element in the file, 0 when unknown."""
    line = None if element is None else element.sourceline
    return line if isinstance(line, int) else 0


def remark(
    code: str, where: etree._Element | None = None, /, **params: str | int
) -> Finding:
    """Return an error about the manifest, at the line of an element."""
    return _finding(code, where, params, "error")


def advice(
    code: str, where: etree._Element | None = None, /, **params: str | int
) -> Finding:
    """Return a piece of advice about the manifest, at the line of an element."""
    return _finding(code, where, params, "advice")


def _finding(
    code: str,
    where: etree._Element | None,
    params: Mapping[str, str | int],
    severity: Severity,
) -> Finding:
    shown = {
        name: _short(value) if isinstance(value, str) else value
        for name, value in params.items()
    }
    return Finding(code, names.MANIFEST, {"line": line_of(where), **shown}, severity)


def _short(text: str) -> str:
    return text if len(text) <= 200 else text[:199] + "…"
