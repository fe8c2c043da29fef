"""Second stage: the ordered members with all that the archive writes about them."""

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from scorm_exports.packaging import names
from scorm_exports.packaging.blobs import BlobInfo, BlobStore
from scorm_exports.packaging.errors import (
    BlobAltered,
    BlobMissing,
    PackageTooLarge,
    RequestRefused,
)
from scorm_exports.packaging.layout import DEFLATED, MAX_MEMBERS, MAX_SIZE, STORED
from scorm_exports.packaging.plan import FromBlob, Planned

NEVER_DEFLATED = frozenset({names.FILES, names.SEAL})
"""Stored as they are, so that nothing stands between the seal and what it seals."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a package: enough to write it again from a store, byte for byte.

    ``sha256``, ``size`` and ``crc32`` are those of the content; ``packed_sha256`` and
    ``packed_size`` those of the bytes in the archive (the twin's when deflated).
    """

    path: str
    sha256: str
    size: int
    crc32: int
    method: int
    packed_sha256: str
    packed_size: int


def specify(planned: Planned, store: BlobStore) -> Member:
    """Resolve one member.

    Raises :class:`BlobMissing` naming the path, or :class:`BlobAltered` when the store
    describes something else than what was asked.
    """
    try:
        info = _resolve(planned, store)
    except BlobMissing as error:
        raise BlobMissing(error.sha256, planned.path) from error
    twin = info.twin
    if (
        twin is not None
        and twin.size < info.size
        and names.is_text(planned.path)
        and planned.path not in NEVER_DEFLATED
    ):
        packed = (DEFLATED, twin.sha256, twin.size)
    else:
        packed = (STORED, info.sha256, info.size)
    return Member(planned.path, info.sha256, info.size, info.crc32, *packed)


def in_order(members: Iterable[Member]) -> tuple[Member, ...]:
    """Return the members as archived: the manifest first, then by path.

    Raises :class:`PackageTooLarge`, or :class:`RequestRefused` for a path that some
    platform would not take.
    """
    ordered = tuple(sorted(members, key=lambda m: (m.path != names.MANIFEST, m.path)))
    paths = [member.path for member in ordered]
    if len(set(paths)) != len(paths):
        raise RequestRefused("two_members_one_path")
    for path in paths:
        if not names.PATH.fullmatch(path):
            raise RequestRefused("path_not_plain", path)
    if len(ordered) > MAX_MEMBERS:
        raise PackageTooLarge("", f"{len(ordered)} members")
    if sum(m.packed_size + len(m.path) * 2 + 76 for m in ordered) + 22 > MAX_SIZE:
        raise PackageTooLarge("", "4 GiB")
    for member in ordered:
        if member.size > MAX_SIZE:
            raise PackageTooLarge(member.path, "4 GiB")
    return ordered


def _resolve(planned: Planned, store: BlobStore) -> BlobInfo:
    if isinstance(planned.source, FromBlob):
        info = store.info(planned.source.sha256)
        expected = planned.source.sha256
    else:
        data = planned.source.data
        info = store.put(data, names.MEDIA_TYPES[names.extension(planned.path)])
        expected = hashlib.sha256(data).hexdigest()
        if (info.size, info.crc32) != (len(data), zlib.crc32(data)):
            raise BlobAltered(expected, planned.path)
    if info.sha256 != expected:
        raise BlobAltered(expected, planned.path)
    return info
