"""What the schemas cannot say of metadata, organizations, items and identifiers."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from lxml import etree

from scorm_exports.conformance.manifest import (
    IMSSS,
    VERSIONS_2004,
    Manifest,
    advice,
    local_name,
    remark,
)
from scorm_exports.conformance.schemas import namespace_of
from scorm_exports.packaging.findings import Finding
from scorm_exports.packaging.manifest12 import MAX_TITLE

MAX_IDENTIFIER = 255
"""Moodle's import fails on a longer one."""
ADVISED_IDENTIFIER = 64

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_NUMERIC_REFERENCE = re.compile(r"&#(?:[0-9]+|x[0-9A-Fa-f]+);")
_NOT_READ = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)


def manifest_findings(manifest: Manifest) -> Iterator[Finding]:
    """Yield every remark about the manifest alone."""
    yield from _text_findings(manifest)
    yield from _prefix_findings(manifest)
    yield from _metadata_findings(manifest)
    yield from _identifier_findings(manifest)
    yield from _organization_findings(manifest)
    for item in manifest.all("item"):
        yield from _item_findings(manifest, item)
    for inner in manifest.children(manifest.root, "manifest"):
        yield advice("sub_manifest", inner)
    for element in manifest.root.iter(etree.Element):
        base = element.get("{http://www.w3.org/XML/1998/namespace}base")
        if base is not None:
            # Moodle honours it on a resource, and ignores it anywhere else.
            on_resource = local_name(element) == "resource"
            say = advice if on_resource else remark
            yield say("xml_base", element, base=base)


def _text_findings(manifest: Manifest) -> Iterator[Finding]:
    if manifest.xml.has_bom and manifest.xml.encoding == "utf-8":
        yield advice("byte_order_mark")
    if manifest.xml.encoding not in {"utf-8", "ascii"}:
        yield advice("encoding_not_utf8", encoding=manifest.xml.encoding)
    read = _NOT_READ.sub("", manifest.xml.text)
    found = _NUMERIC_REFERENCE.search(read)
    if found is not None:
        yield advice("numeric_reference", reference=found.group())


def _prefix_findings(manifest: Manifest) -> Iterator[Finding]:
    """Literal prefixes: Moodle and ILIAS compare names as they are written."""
    seen: set[tuple[str, str | None]] = set()
    for element in manifest.root.iter(etree.Element):
        namespace = namespace_of(str(element.tag))
        found: set[tuple[str, str | None]] = set()
        if namespace == manifest.imscp and element.prefix is not None:
            found.add(("imscp_prefixed", element.prefix))
        if namespace == manifest.adlcp and element.prefix != "adlcp":
            found.add(("adlcp_prefix", element.prefix))
        if any(namespace_of(str(n)) == manifest.adlcp for n in element.attrib):
            prefixes = _attribute_prefixes(element, manifest.adlcp)
            found |= {("adlcp_prefix", prefix) for prefix in prefixes}
        for code, prefix in sorted(found - seen, key=str):
            yield remark(code, element, prefix=prefix or "")
        seen |= found


def _attribute_prefixes(element: etree._Element, namespace: str) -> set[str]:
    """Return the prefixes an attribute may have been written with.

    The parser does not keep them: with several prefixes for the namespace, ``adlcp``
    among them, nothing can be said.
    """
    prefixes = {p for p, uri in element.nsmap.items() if uri == namespace and p}
    return set() if "adlcp" in prefixes else set(prefixes)


def _metadata_findings(manifest: Manifest) -> Iterator[Finding]:
    found = manifest.children(manifest.root, "metadata")
    schema = manifest.text(found[0], "schema") if found else None
    version = manifest.text(found[0], "schemaversion") if found else None
    place = found[0] if found else manifest.root
    if schema is None or version is None:
        yield remark("metadata_missing", place)
    if schema is not None and schema != "ADL SCORM":
        yield remark("schema_wrong", place, found=schema)
    allowed = {"1.2"} if manifest.version == "1.2" else VERSIONS_2004
    if version is not None and version not in allowed:
        yield remark("schemaversion_wrong", place, found=version)


def _identifier_findings(manifest: Manifest) -> Iterator[Finding]:
    seen: set[str] = set()
    for name in ("manifest", "organization", "item", "resource"):
        for element in manifest.all(name):
            identifier = element.get("identifier")
            if identifier is None or not identifier.strip():
                yield remark("identifier_missing", element, name=name)
                continue
            if identifier in seen:
                yield remark("identifier_duplicate", element, identifier=identifier)
            seen.add(identifier)
            if not _NAME.fullmatch(identifier):
                yield remark("identifier_not_a_name", element, identifier=identifier)
            if len(identifier) > ADVISED_IDENTIFIER:
                say = remark if len(identifier) > MAX_IDENTIFIER else advice
                yield say(
                    "identifier_too_long",
                    element,
                    identifier=identifier,
                    length=len(identifier),
                )


def _organization_findings(manifest: Manifest) -> Iterator[Finding]:
    for organizations in manifest.children(manifest.root, "organizations"):
        listed = manifest.children(organizations, "organization")
        default = organizations.get("default")
        if not listed:
            yield remark("organization_missing", organizations)
        if len(listed) > 1:
            yield advice(
                "several_organizations",
                organizations,
                count=len(listed),
            )
        if listed and default is None:
            yield advice("default_missing", organizations)
        if default is not None and default not in {o.get("identifier") for o in listed}:
            yield remark("default_dangling", organizations, identifier=default)
        for organization in listed:
            yield from _title_findings(manifest, organization, "organization")
            if not manifest.children(organization, "item"):
                yield remark("item_missing", organization)


def _item_findings(manifest: Manifest, item: etree._Element) -> Iterator[Finding]:
    yield from _title_findings(manifest, item, "item")
    identifier = item.get("identifier") or ""
    reference = item.get("identifierref")
    is_leaf = not manifest.children(item, "item")
    if is_leaf and not (reference or "").strip():
        yield remark("leaf_without_reference", item, identifier=identifier)
    if not is_leaf and reference is not None:
        say = remark if manifest.version == "2004" else advice
        yield say("parent_with_reference", item, identifier=identifier)
    if is_leaf and item.get("isvisible") is None:
        yield advice("isvisible_missing", item, identifier=identifier)
    if item.get("parameters"):
        yield advice("parameters_used", item, identifier=identifier)
    mastery = item.findtext(f"{{{manifest.adlcp}}}masteryscore")
    if mastery is not None:
        yield advice("masteryscore_used", item, score=mastery)
        if not _within(mastery, Decimal(0), Decimal(100)):
            yield remark("measure_out_of_range", item, value=mastery)
    if item.find(f"{{{manifest.adlcp}}}prerequisites") is not None:
        yield advice("prerequisites_used", item, identifier=identifier)
    for measure in item.iter(f"{{{IMSSS}}}minNormalizedMeasure"):
        if not _within(measure.text or "", Decimal(-1), Decimal(1)):
            yield remark("measure_out_of_range", measure, value=measure.text or "")


def _title_findings(
    manifest: Manifest, element: etree._Element, kind: str
) -> Iterator[Finding]:
    title = manifest.text(element, "title")
    identifier = element.get("identifier") or ""
    if title is None or not title.strip():
        yield remark(f"{kind}_title_missing", element, identifier=identifier)
    elif len(title) > MAX_TITLE:
        # The 1.2 schema says 200; in 2004 it is only a recommendation.
        say = remark if manifest.version == "1.2" else advice
        yield say("title_too_long", element, length=len(title))


def _within(text: str, low: Decimal, high: Decimal) -> bool:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return False
    return value.is_finite() and low <= value <= high
