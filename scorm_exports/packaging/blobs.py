"""Where members come from: the contract of a blob store."""

from dataclasses import dataclass
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class TwinInfo:
    """The raw-deflate form of a text blob: its own digest, its size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class BlobInfo:
    """A stored blob: digest, size in bytes, CRC-32, and its twin when it has one."""

    sha256: str
    size: int
    crc32: int
    twin: TwinInfo | None


class BlobStore(Protocol):
    """Content-addressed storage.

    The twin is data, not a cache: other zlib builds give other bytes, so a store keeps
    the first twin it made and never makes it again.
    """

    def info(self, sha256: str) -> BlobInfo:
        """Describe a blob. Raises :class:`~.errors.BlobMissing`."""
        ...

    def open(self, sha256: str) -> BinaryIO:
        """Open a blob or a twin by digest. Raises :class:`~.errors.BlobMissing`."""
        ...

    def put(self, data: bytes, media_type: str) -> BlobInfo:
        """Store a generated member, with its twin when it is text. Idempotent."""
        ...
