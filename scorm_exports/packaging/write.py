"""Writing the archive: every source is hashed again while it is copied."""

import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from cms import faults
from scorm_exports.packaging import layout
from scorm_exports.packaging.blobs import BlobStore
from scorm_exports.packaging.deflate import CHUNK, DeflateError, Inflater
from scorm_exports.packaging.errors import BlobAltered, BlobMissing
from scorm_exports.packaging.layout import DEFLATED, Placed
from scorm_exports.packaging.spec import Member

Progress = Callable[[int, int], None]
"""Called after each member with how many are done, of how many."""


def write_archive(
    members: Sequence[Member],
    store: BlobStore,
    output: BinaryIO,
    progress: Progress | None = None,
) -> tuple[str, int]:
    """Write the archive and return its SHA-256 and its size in bytes.

    Raises :class:`BlobMissing` or :class:`BlobAltered` naming the member; ``output``
    then holds a useless beginning.
    """
    sink = _Sink(output)
    placed = []
    for done, member in enumerate(members, 1):
        entry = Placed(
            member.path.encode("ascii"),
            member.method,
            member.crc32,
            member.packed_size,
            member.size,
            sink.size,
        )
        placed.append(entry)
        sink.write(layout.local_header(entry))
        for chunk in _verified(member, store):
            sink.write(chunk)
        faults.point("package.after_member")
        if progress is not None:
            progress(done, len(members))
    directory = sink.size
    for entry in placed:
        sink.write(layout.central_header(entry))
    sink.write(layout.end_record(len(placed), sink.size - directory, directory))
    return sink.sha256.hexdigest(), sink.size


class _Sink:
    def __init__(self, output: BinaryIO) -> None:
        self.output = output
        self.sha256 = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> None:
        self.output.write(data)
        self.sha256.update(data)
        self.size += len(data)


def _verified(member: Member, store: BlobStore) -> Iterator[bytes]:
    """Yield the packed bytes; raise before the end when they are not the right ones."""
    content, packed = _Digest(), _Digest()
    inflater = Inflater() if member.method == DEFLATED else None
    try:
        with store.open(member.packed_sha256) as source:
            while chunk := source.read(CHUNK):
                packed.update(chunk)
                for data in [chunk] if inflater is None else inflater.feed(chunk):
                    content.update(data)
                    # A wrong twin is stopped here, not when memory or disk is full.
                    if content.size > member.size:
                        raise BlobAltered(member.packed_sha256, member.path)
                yield chunk
        if inflater is not None:
            inflater.finish()
    except BlobMissing as error:
        raise BlobMissing(error.sha256, member.path) from error
    except DeflateError as error:
        raise BlobAltered(member.packed_sha256, member.path) from error
    if (packed.sha256, packed.size) != (member.packed_sha256, member.packed_size):
        raise BlobAltered(member.packed_sha256, member.path)
    if (content.sha256, content.size, content.crc32) != (
        member.sha256,
        member.size,
        member.crc32,
    ):
        raise BlobAltered(member.sha256, member.path)


class _Digest:
    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self.crc32 = 0
        self.size = 0

    def update(self, data: bytes) -> None:
        self._sha256.update(data)
        self.crc32 = zlib.crc32(data, self.crc32)
        self.size += len(data)

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()
