"""Checking a package: safety first, then the archive, then the manifest."""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from scorm_exports.conformance.control_rules import control_findings
from scorm_exports.conformance.documents import REFUSING, Documents
from scorm_exports.conformance.manifest import Manifest, remark
from scorm_exports.conformance.manifest_rules import manifest_findings
from scorm_exports.conformance.notice_rules import notice_findings
from scorm_exports.conformance.reference_rules import notice_places, reference_findings
from scorm_exports.conformance.report import Report, judged, refused
from scorm_exports.conformance.safety import safety_findings
from scorm_exports.conformance.schemas import (
    compile_schemas,
    read_schemas,
    schema_findings,
)
from scorm_exports.conformance.xml_reading import MAX_BYTES, XmlError, read_xml
from scorm_exports.conformance.zip_rules import content_findings, zip_findings
from scorm_exports.packaging import names
from scorm_exports.packaging.archive import (
    Archive,
    ArchiveError,
    Budget,
    Entry,
    open_archive,
    opening_code,
)
from scorm_exports.packaging.findings import Finding
from scorm_exports.packaging.layout import DEFLATED, STORED


def check_package(path: Path, schemas_dir: Path) -> Report:
    """Check any SCORM package as a content aggregation package, without unpacking it.

    ``schemas_dir`` holds the four official 1.2 schema files. SCORM 1.2 is checked in
    full; of a 2004 manifest only what does not depend on the version, which is said
    (``version_not_supported``).

    Never raises for what the file holds. Raises
    :class:`~.schemas.SchemasMissing` when ``schemas_dir`` is not what it should be.
    """
    return check_with(path, read_schemas(schemas_dir))


def check_with(path: Path, schemas: Mapping[str, bytes]) -> Report:
    """Do the same with the schema files in hand, by name."""
    try:
        with path.open("rb") as file:
            return _check(file, schemas)
    except OSError as error:
        return refused(Finding(opening_code(error)))


def _check(file: BinaryIO, schemas: Mapping[str, bytes]) -> Report:
    try:
        archive = open_archive(file)
    except ArchiveError as error:
        return refused(Finding(error.code, error.place))
    unsafe = safety_findings(archive)
    if unsafe:
        return refused(*unsafe)
    entry = next((e for e in archive.entries if e.name == names.MANIFEST), None)
    if entry is None:
        return refused(_misplaced(archive))
    budget = Budget()
    try:
        findings = zip_findings(archive) + content_findings(archive, budget)
    except ArchiveError as error:
        return refused(Finding(error.code, error.place))
    if entry.method not in (STORED, DEFLATED):
        # The zip rules have named it; without the manifest there is no more to say.
        return judged(findings)
    return _check_manifest(archive, entry, findings, schemas)


def _check_manifest(
    archive: Archive,
    entry: Entry,
    findings: list[Finding],
    schemas: Mapping[str, bytes],
) -> Report:
    try:
        xml = read_xml(archive.read(entry, Budget(), MAX_BYTES))
    except ArchiveError as error:
        code = "manifest_too_large" if error.code == "member_too_large" else error.code
        return refused(Finding(code, error.place))
    except XmlError as error:
        finding = Finding(
            error.code, names.MANIFEST, {"line": error.line, "detail": error.detail}
        )
        return refused(finding) if error.is_unsafe else judged([*findings, finding])
    manifest = Manifest(xml)
    if not manifest.version:
        wrong = remark("root_not_manifest", manifest.root, found=str(manifest.root.tag))
        return judged([*findings, wrong])
    documents = Documents(archive)
    compiled = functools.cache(lambda: compile_schemas(schemas))
    members = documents.names()
    findings += manifest_findings(manifest)
    findings += reference_findings(manifest, members)
    beside = [
        *control_findings(manifest, documents, schemas),
        *notice_findings(
            manifest, notice_places(manifest, members), documents, compiled
        ),
    ]
    unsafe = [finding for finding in beside if finding.code in REFUSING.values()]
    if unsafe:
        return refused(*unsafe)
    findings += beside
    if manifest.version == "1.2":
        findings += schema_findings(xml.root, compiled())
    else:
        metadata = manifest.children(manifest.root, "metadata")
        version = manifest.text(metadata[0], "schemaversion") if metadata else ""
        version = version or "2004"
        findings.append(remark("version_not_supported", manifest.root, found=version))
    return judged(findings, manifest.version)


def _misplaced(archive: Archive) -> Finding:
    """Say where the manifest is, when it is not where it must be."""
    for entry in archive.entries:
        if entry.name.lower() == names.MANIFEST:
            return Finding("manifest_wrong_case", entry.name)
    for entry in archive.entries:
        name = entry.name.replace("\\", "/").rpartition("/")[2]
        if name.lower() == names.MANIFEST:
            return Finding("manifest_in_folder", entry.name)
    return Finding("manifest_missing", names.MANIFEST)
