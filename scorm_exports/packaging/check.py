"""Fifth stage: read the written file back before anybody else may."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from scorm_exports.conformance.check import check_with
from scorm_exports.conformance.schemas import SchemasMissing
from scorm_exports.packaging.deflate import CHUNK
from scorm_exports.packaging.errors import PackageRejected, RequestRefused
from scorm_exports.packaging.findings import Finding
from scorm_exports.packaging.verify import ALTERED, verify_package


def check_written(path: Path, sha256: str, size: int) -> None:
    """Compare the file with what was written, then verify it as a stranger would.

    Trust is not the question here, so no key is given. Raises
    :class:`PackageRejected`.
    """
    digest, found = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            found += len(chunk)
    if (digest.hexdigest(), found) != (sha256, size):
        raise PackageRejected([Finding("written_differs")])
    verdict = verify_package(path, {"schema_version": 1, "keys": []})
    notes = any(finding.code == "archive_rewritten" for finding in verdict.findings)
    if verdict.code == ALTERED or notes:
        raise PackageRejected(verdict.findings)


def check_conformance(path: Path, schemas: Mapping[str, bytes]) -> None:
    """Check a new package as any other. Raises :class:`PackageRejected`.

    Advice is for other people's packages: ours must draw none. Raises
    :class:`RequestRefused` when ``schemas`` are not the official files.
    """
    try:
        report = check_with(path, schemas)
    except SchemasMissing as error:
        raise RequestRefused("runtime_missing", str(error)) from error
    if report.findings:
        raise PackageRejected(report.findings)
