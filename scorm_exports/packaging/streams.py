"""The packed bytes of members: what may be changed there without changing the content.

``files.json`` seals contents. A deflate stream has bits that nobody reads, and may be
bent to give the same bytes: this finds what a hand left in a stream of ours.
"""

import zlib
from collections.abc import Iterable

from scorm_exports.packaging import names
from scorm_exports.packaging.archive import Archive, ArchiveError, Budget, Entry
from scorm_exports.packaging.deflate import CHUNK
from scorm_exports.packaging.layout import DEFLATED, LEVEL, STORED
from scorm_exports.packaging.spec import NEVER_DEFLATED

MAX_COMPARED = 8 * 1024 * 1024
"""Bytes of one text that are deflated again; in all, eight times more."""

_WORTH = 0.9
"""A text that any deflate makes this much smaller is never stored by us."""


def may_be_deflated(name: str) -> bool:
    """Tell whether we deflate the member of that name when that makes it smaller."""
    return names.is_text(name) and name not in NEVER_DEFLATED


def odd_streams(archive: Archive, entries: Iterable[Entry]) -> list[str]:
    """Return the members whose stream is not one of ours.

    That is: a bit is set after its end, or it is stored though a text, or, of all
    streams, it alone is one byte away from what deflating its content gives here.
    Builds of zlib differ, so that streams which differ more, or in several members,
    prove nothing.
    """
    odd, distances = [], {}
    left = 8 * MAX_COMPARED
    for entry in entries:
        if not may_be_deflated(entry.name):
            continue
        if entry.method == DEFLATED and _padding_touched(archive, entry):
            odd.append(entry.name)
        elif entry.size <= min(MAX_COMPARED, left):
            left -= entry.size
            again = _deflated(archive, entry)
            if again is None:
                continue
            if entry.method == STORED:
                if len(again) < _WORTH * entry.size:
                    odd.append(entry.name)
            else:
                distances[entry.name] = _distance(
                    b"".join(archive.packed(entry)), again
                )
    away = {name: distance for name, distance in distances.items() if distance}
    if list(away.values()) == [1]:
        odd += away
    return odd


def _deflated(archive: Archive, entry: Entry) -> bytes | None:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = bytearray()
    try:
        for data in archive.content(entry, Budget(MAX_COMPARED)):
            packed += packer.compress(data)
    except ArchiveError:
        return None  # Named by those who read the contents.
    return bytes(packed + packer.flush())


def _distance(one: bytes, other: bytes) -> int:
    """Return how many bytes differ, at least 2 when the lengths do."""
    if one == other:
        return 0
    if len(one) != len(other):
        return 2
    return sum(a != b for a, b in zip(one, other, strict=True))


def _padding_touched(archive: Archive, entry: Entry) -> bool:
    """Tell whether a bit is set after the end of a deflate stream, in its last byte.

    No compressor sets one, and no reader looks at them.
    """
    if entry.packed_size < 2:
        return False
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    left = entry.packed_size - 1
    last = b""
    try:
        for chunk in archive.packed(entry):
            packed, last = chunk[:left], chunk[left:]
            left -= len(packed)
            while True:
                data = stream.decompress(packed, CHUNK)
                packed = stream.unconsumed_tail
                if not packed and len(data) < CHUNK:
                    break
    except (zlib.error, ArchiveError):
        return False
    if stream.eof or len(last) != 1:
        return False
    real = _finished(stream, last[0])
    for bit in range(7, -1, -1):
        # Turning over the last bit that counts always gives something else.
        if real is None or _finished(stream, last[0] ^ 1 << bit) != real:
            return False
        if last[0] & 1 << bit:
            return True
    return False


def _finished(stream: "zlib._Decompress", last: int) -> bytes | None:
    """Return what a stream gives for its last byte, None when it does not end there."""
    copy = stream.copy()
    try:
        data = copy.decompress(bytes([last]), CHUNK)
    except zlib.error:
        return None
    return data if copy.eof else None
