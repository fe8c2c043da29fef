"""Reading ``passerelle/files.json``, which comes from outside like any other file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cms import canonical
from scorm_exports.packaging.sealing import SCHEMA_VERSION

_MEMBERS = {
    "schema_version",
    "profile",
    "options",
    "runtime_version",
    "package_key",
    "files",
    "omitted",
}
_SHA256 = re.compile(r"[0-9a-f]{64}")


class FilesError(ValueError):
    """The bytes are not a list of members; the message names the faulty member."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What ``files.json`` says of a member's content; ``size`` is in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class FilesList:
    """The members by path, and the paths that an option left out."""

    files: Mapping[str, Listed]
    omitted: frozenset[str]


def read_files(data: bytes) -> FilesList:
    """Read canonical ``files.json`` bytes. Raises :class:`FilesError`."""
    try:
        value = canonical.loads(data, require_canonical=True)
    except canonical.CanonicalError as error:
        raise FilesError(f"files: {error}") from error
    if not isinstance(value, dict) or set(value) != _MEMBERS:
        raise FilesError("files: members missing or unknown")
    if value["schema_version"] is True or value["schema_version"] != SCHEMA_VERSION:
        raise FilesError("schema_version: unknown")
    if not isinstance(value["files"], list) or not isinstance(value["omitted"], list):
        raise FilesError("files, omitted: not lists")
    if not all(isinstance(path, str) for path in value["omitted"]):
        raise FilesError("omitted: not paths")
    files: dict[str, Listed] = {}
    for index, item in enumerate(value["files"]):
        path, listed = _listed(item, f"files[{index}]")
        if files and path <= next(reversed(files)):
            raise FilesError(f"files[{index}].path: not in order")
        files[path] = listed
    return FilesList(files, frozenset(value["omitted"]))


def _listed(item: Any, place: str) -> tuple[str, Listed]:
    if not isinstance(item, dict) or set(item) != {"path", "sha256", "size"}:
        raise FilesError(f"{place}: members missing or unknown")
    path, sha256, size = item["path"], item["sha256"], item["size"]
    if not isinstance(path, str) or not isinstance(size, int) or size is True:
        raise FilesError(f"{place}: path or size of the wrong type")
    if not isinstance(sha256, str) or _SHA256.fullmatch(sha256) is None:
        raise FilesError(f"{place}: not a digest")
    return path, Listed(sha256, size)
