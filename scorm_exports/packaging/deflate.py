"""Inflating what others wrote, in bounded steps."""

import zlib
from collections.abc import Iterator

CHUNK = 256 * 1024
"""Bytes at a time, both ways: what one step may cost in memory."""


class DeflateError(ValueError):
    """Not one complete raw-deflate stream."""


class Inflater:
    """A raw-deflate stream read piece by piece; the caller counts what comes out."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(-zlib.MAX_WBITS)

    def feed(self, packed: bytes) -> Iterator[bytes]:
        """Yield at most :data:`CHUNK` bytes at a time. Raises :class:`DeflateError`."""
        if self._stream.eof and packed:
            raise DeflateError("data after the end")
        while True:
            try:
                data = self._stream.decompress(packed, CHUNK)
            except zlib.error as error:
                raise DeflateError(str(error)) from error
            if data:
                yield data
            packed = self._stream.unconsumed_tail
            # A full step may leave output waiting inside zlib with no input left.
            if self._stream.eof or (not packed and len(data) < CHUNK):
                break
        if self._stream.unused_data:
            raise DeflateError("data after the end")

    def finish(self) -> None:
        """Raise :class:`DeflateError` unless the stream came to its end."""
        if not self._stream.eof:
            raise DeflateError("cut short")
