"""Fifth stage: read the written file back before anybody else may."""

import hashlib
from pathlib import Path

from scorm_exports.packaging.deflate import CHUNK
from scorm_exports.packaging.errors import PackageRejected
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
    if verdict.code == ALTERED:
        raise PackageRejected(verdict.findings)
