"""``files.json`` says what the package holds; ``seal.json`` signs its bytes."""

from collections.abc import Iterable, Mapping
from typing import Any

from cms import canonical
from cms.signatures import Signer
from scorm_exports.packaging.spec import Member

SCHEMA_VERSION = 1


def files_json(
    members: Iterable[Member],
    *,
    profile: str,
    options: Mapping[str, Any],
    runtime_version: str,
    package_key: str,
) -> bytes:
    """Return the list of members as canonical JSON: path, SHA-256 and size of each.

    It says what the files are, nothing of how the archive holds them: the same files
    zipped again by another tool are still those that were sealed.
    """
    files = [
        {"path": member.path, "sha256": member.sha256, "size": member.size}
        for member in sorted(members, key=lambda member: member.path)
    ]
    return canonical.dumps(
        {
            "schema_version": SCHEMA_VERSION,
            "profile": profile,
            "options": dict(options),
            "runtime_version": runtime_version,
            "package_key": package_key,
            "files": files,
            "omitted": [],
        }
    )


def seal_json(files: bytes, signer: Signer) -> bytes:
    """Return the seal over the bytes of ``files.json``."""
    return canonical.dumps(
        {
            "key_id": signer.key_id,
            "public_key": signer.public_key,
            "signature": signer.sign(files),
        }
    )
