"""Validating a 1.2 manifest against the official schemas.

Two defects of the published files are mended in memory, and there only: ``ims_xml.xsd``
makes the XML namespace the default one, which libxml2 refuses to load; the wildcard of
``imsmd_rootv1p2p1.xsd`` is not deterministic (``##any`` where ``##other`` is meant).
"""

import copy
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from lxml import etree

from scorm_exports.packaging import names
from scorm_exports.packaging.findings import Finding
from scorm_exports.packaging.manifest12 import ADLCP, IMSCP, IMSMD, SCHEMAS

XML = "http://www.w3.org/XML/1998/namespace"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
NAMESPACES_12 = {
    IMSCP: "imscp_rootv1p1p2.xsd",
    ADLCP: "adlcp_rootv1p2.xsd",
    IMSMD: "imsmd_rootv1p2p1.xsd",
}
"""The namespaces the official set defines, and the file that defines each."""

MAX_MESSAGES = 100

_MENDED = {
    "ims_xml.xsd": (b'xmlns="http://www.w3.org/XML/1998/namespace"', b""),
    "imsmd_rootv1p2p1.xsd": (b'namespace="##any"', b'namespace="##other"'),
}
_SCHEME = "schemas:/"


NAMESPACE_OF_FILE = {name: namespace for namespace, name in NAMESPACES_12.items()} | {
    "ims_xml.xsd": XML
}


class SchemasMissing(Exception):
    """The directory does not hold the official files; the message names the first."""


def read_schemas(directory: Path) -> Mapping[str, bytes]:
    """Return the official 1.2 files by name. Raises :class:`SchemasMissing`."""
    files = {}
    for name in SCHEMAS:
        try:
            files[name] = (directory / name).read_bytes()
        except OSError as error:
            raise SchemasMissing(name) from error
    return files


def compile_schemas(published: Mapping[str, bytes]) -> etree.XMLSchema:
    """Compile the official 1.2 files. Raises :class:`SchemasMissing`."""
    files = {name: mended(name, data) for name, data in published.items()}
    imports = "".join(
        f'<xsd:import namespace="{namespace}" schemaLocation="{name}"/>'
        for namespace, name in NAMESPACES_12.items()
    )
    driver = (
        '<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
        f"{imports}</xsd:schema>"
    )
    parser = etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False)
    parser.resolvers.add(_InMemory(files))
    root = etree.fromstring(driver.encode(), parser, base_url=f"{_SCHEME}driver.xsd")
    try:
        return etree.XMLSchema(root)
    except etree.XMLSchemaParseError as error:
        raise SchemasMissing(", ".join(sorted(published))) from error


def mended(name: str, data: bytes) -> bytes:
    """Return the bytes of a published schema file that libxml2 takes."""
    return data.replace(*_MENDED[name]) if name in _MENDED else data


def schema_findings(
    element: etree._Element,
    schema: etree.XMLSchema,
    *,
    place: str = names.MANIFEST,
    code: str = "schema_invalid",
) -> list[Finding]:
    """Return what the schemas say of an element, one finding a message.

    Elements and attributes of namespaces outside the official set are left aside:
    whether they may be there is another rule's business.
    """
    root = copy.deepcopy(element)
    _strip_foreign(root)
    schema.validate(root)
    messages: Any = schema.error_log
    return [
        Finding(
            code,
            place,
            {"line": error.line, "detail": _short(error.message)},
        )
        for error in islice(messages, MAX_MESSAGES)
    ]


def _strip_foreign(root: etree._Element) -> None:
    known = {*NAMESPACES_12, XML, XSI, ""}
    for element in list(root.iter(etree.Element)):
        for name in list(element.attrib):
            if namespace_of(str(name)) not in known:
                del element.attrib[name]
        parent = element.getparent()
        if parent is not None and namespace_of(str(element.tag)) not in known:
            parent.remove(element)


def namespace_of(name: str) -> str:
    """Return the namespace of a name in Clark notation, empty without one."""
    return name[1:].partition("}")[0] if name.startswith("{") else ""


def _short(message: str) -> str:
    for namespace in NAMESPACES_12:
        message = message.replace(f"{{{namespace}}}", "")
    return message if len(message) <= 300 else message[:299] + "…"


class _InMemory(etree.Resolver):
    """Serves the official files and nothing else: no disk, no network."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def resolve(  # type: ignore[override]  # the stub forgets the context
        self, system_url: str, public_id: str, context: Any
    ) -> Any:
        data = self._files.get(system_url.removeprefix(_SCHEME), b"<absent/>")
        return self.resolve_string(data, context, base_url=system_url)
