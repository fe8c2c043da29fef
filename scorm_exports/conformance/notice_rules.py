"""The metadata notices: beside the manifest, through ``adlcp:location``, or inside it.

IMS MD 1.2.1 is validated against its official schema. IEEE LOM has its structure
checked here, one level down, as IEEE 1484.12.1-2002 (table 1) sets it out: its schemas
are not part of what SCORM publishes.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from scorm_exports.conformance.documents import Documents, parsed, xml_finding
from scorm_exports.conformance.manifest import LOM, Manifest, line_of, local_name
from scorm_exports.conformance.schemas import namespace_of, schema_findings
from scorm_exports.conformance.xml_reading import XmlError
from scorm_exports.packaging import names
from scorm_exports.packaging.findings import Finding
from scorm_exports.packaging.manifest12 import IMSMD

MAX_NOTICES = 100

_SINGLE = frozenset({"general", "lifeCycle", "metaMetadata", "technical", "rights"})
"""The categories that a notice holds once at most."""

_ELEMENTS: Mapping[str, tuple[str, str]] = {
    "general": (
        "title structure aggregationLevel",
        "identifier language description keyword coverage",
    ),
    "lifeCycle": ("version status", "contribute"),
    "metaMetadata": ("language", "identifier contribute metadataSchema"),
    "technical": (
        "size installationRemarks otherPlatformRequirements duration",
        "format location requirement",
    ),
    "educational": (
        "interactivityType interactivityLevel semanticDensity difficulty "
        "typicalLearningTime",
        "learningResourceType intendedEndUserRole context typicalAgeRange description "
        "language",
    ),
    "rights": ("cost copyrightAndOtherRestrictions description", ""),
    "relation": ("kind resource", ""),
    "annotation": ("entity date description", ""),
    "classification": ("purpose description", "taxonPath keyword"),
}
"""What each category holds: elements allowed once, then elements that may repeat."""


def notice_findings(
    manifest: Manifest,
    places: Mapping[str, etree._Element],
    documents: Documents,
    schema: Callable[[], etree.XMLSchema],
) -> Iterator[Finding]:
    """Yield every remark about notices.

    ``places``: the members that the manifest names as notices, all of them present.
    ``schema`` gives the official 1.2 set compiled, and is only called when needed.
    """
    for path in list(places)[MAX_NOTICES:]:
        yield _not_checked(path, "")
    for path in list(places)[:MAX_NOTICES]:
        malformed = "notice_not_well_formed"
        try:
            data = documents.data(path)
        except XmlError as error:
            yield xml_finding(path, error, malformed)
            continue
        if data is None:
            continue
        document = parsed(path, data, malformed)
        if isinstance(document, Finding):
            yield document
        else:
            yield from _root_findings(document.root, path, schema)
    for lom in manifest.root.iter(f"{{{LOM}}}lom"):
        yield from _lom_findings(lom, names.MANIFEST)
    if manifest.version != "1.2":
        # In a 1.2 manifest they are validated with all the rest.
        for lom in manifest.root.iter(f"{{{IMSMD}}}lom"):
            yield from _imsmd_findings(lom, names.MANIFEST, schema)


def _root_findings(
    root: etree._Element, place: str, schema: Callable[[], etree.XMLSchema]
) -> Iterator[Finding]:
    namespace = namespace_of(str(root.tag))
    if namespace == IMSMD:
        yield from _imsmd_findings(root, place, schema)
    elif namespace == LOM:
        yield from _lom_findings(root, place)
    else:
        yield _not_checked(place, namespace)


def _imsmd_findings(
    root: etree._Element, place: str, schema: Callable[[], etree.XMLSchema]
) -> list[Finding]:
    return schema_findings(root, schema(), place=place, code="notice_invalid")


def _lom_findings(root: etree._Element, place: str) -> Iterator[Finding]:
    if local_name(root) != "lom":
        yield _unexpected(root, place, "lom")
        return
    yield from _text_findings(root, place)
    seen: Counter[str] = Counter()
    for category in root.iterchildren(etree.Element):
        name = local_name(category)
        seen[name] += 1
        is_known = namespace_of(str(category.tag)) == LOM and name in _ELEMENTS
        if not is_known or (name in _SINGLE and seen[name] > 1):
            yield _unexpected(category, place)
        else:
            yield from _category_findings(category, place)


def _category_findings(category: etree._Element, place: str) -> Iterator[Finding]:
    once, repeated = (words.split() for words in _ELEMENTS[local_name(category)])
    yield from _text_findings(category, place)
    seen: Counter[str] = Counter()
    for element in category.iterchildren(etree.Element):
        if namespace_of(str(element.tag)) != LOM:
            # LOM-FR and ScoLOMFR add theirs at this level.
            continue
        name = local_name(element)
        seen[name] += 1
        if name not in repeated and (name not in once or seen[name] > 1):
            yield _unexpected(element, place)


def _text_findings(element: etree._Element, place: str) -> Iterator[Finding]:
    texts = [element.text, *(child.tail for child in element)]
    if any(text and text.strip() for text in texts):
        yield _invalid(
            element,
            place,
            "Character content other than whitespace is not allowed because the "
            "content type is 'element-only'.",
        )


def _unexpected(element: etree._Element, place: str, wanted: str = "") -> Finding:
    expected = f" Expected is ( {wanted} )." if wanted else ""
    return _invalid(element, place, f"This element is not expected.{expected}")


def _invalid(element: etree._Element, place: str, problem: str) -> Finding:
    """Say it as libxml2 does, so that both kinds of notices read alike."""
    name = local_name(element)[:100]
    detail = f"Element '{name}': {problem}"
    return Finding(
        "notice_invalid", place, {"line": line_of(element), "detail": detail}
    )


def _not_checked(place: str, namespace: str) -> Finding:
    params = {"namespace": namespace[:200]}
    return Finding("notice_not_checked", place, params, "advice")
