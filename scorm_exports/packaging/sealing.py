"""``files.json`` says what the package holds; ``seal.json`` signs its bytes."""

from collections.abc import Iterable, Mapping
from typing import Any

from cms import canonical
from cms.signatures import Signer
from scorm_exports.packaging.layout import DEFLATED
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
    """Return the list of members as canonical JSON.

    A deflated member also carries ``deflated``, the SHA-256 of its bytes in the
    archive: several deflate streams give the same content, and one only is ours.
    """
    files = []
    for member in sorted(members, key=lambda member: member.path):
        record: dict[str, Any] = {
            "path": member.path,
            "sha256": member.sha256,
            "size": member.size,
        }
        if member.method == DEFLATED:
            record["deflated"] = member.packed_sha256
        files.append(record)
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
