"""The schema files that a package carries: each must be one, and of its namespace."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from scorm_exports.conformance.documents import Documents, parsed, xml_finding
from scorm_exports.conformance.manifest import Manifest
from scorm_exports.conformance.schemas import NAMESPACE_OF_FILE, mended
from scorm_exports.conformance.xml_reading import XmlError
from scorm_exports.packaging.findings import Finding

MAX_CONTROL = 200
"""Control documents read; the largest set seen has fewer than a hundred."""

_SCHEMA = "{http://www.w3.org/2001/XMLSchema}schema"


def control_findings(
    manifest: Manifest, documents: Documents, official: Mapping[str, bytes]
) -> Iterator[Finding]:
    """Yield every remark about the ``.xsd`` files at the root of the package.

    ``official``: the published files of SCORM 1.2 by name.
    """
    is_12 = manifest.version == "1.2"
    wanted: dict[str, set[str]] = defaultdict(set)
    for namespace, location, _ in manifest.schema_locations():
        wanted[location.removeprefix("./")].add(namespace)
    if is_12:
        for name, namespace in NAMESPACE_OF_FILE.items():
            wanted[name].add(namespace)
    control = sorted(
        name
        for name in documents.names()
        if "/" not in name and name.lower().endswith(".xsd")
    )
    for name in control[MAX_CONTROL:]:
        yield Finding("schema_not_checked", name, severity="advice")
    for name in control[:MAX_CONTROL]:
        published = official.get(name, b"") if is_12 else b""
        yield from _document_findings(name, documents, wanted[name], published)


def _document_findings(
    name: str, documents: Documents, wanted: set[str], published: bytes
) -> Iterator[Finding]:
    malformed = "schema_not_well_formed"
    try:
        data = documents.data(name)
    except XmlError as error:
        yield xml_finding(name, error, malformed)
        return
    if data is None:
        return
    document = parsed(name, mended(name, data), malformed)
    if isinstance(document, Finding):
        if document.code == "xml_doctype" and not _declares_entities(data):
            # The W3C's own xml.xsd has one, which names a DTD: nothing reads it here.
            yield Finding("schema_not_checked", name, severity="advice")
        else:
            yield document
        return
    root = document.root
    if str(root.tag) != _SCHEMA:
        yield Finding("schema_not_a_schema", name, {"found": str(root.tag)[:200]})
        return
    found = root.get("targetNamespace") or ""
    for namespace in sorted(wanted - {found}):
        params = {"found": found[:200], "wanted": namespace[:200]}
        yield Finding("schema_of_another_namespace", name, params)
    if published and data != published and found in wanted:
        yield Finding("schema_differs", name, severity="advice")


def _declares_entities(data: bytes) -> bool:
    return b"<!ENTITY" in data.replace(b"\0", b"")
