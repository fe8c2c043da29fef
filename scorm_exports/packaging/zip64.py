"""Reading the ZIP64 records that others write, and catching those that lie.

We write none. A record that says the same as the rest of the archive is harmless; one
that contradicts it makes two readers see two archives. Sections are those of
APPNOTE.TXT.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

FULL_16 = 0xFFFF
FULL_32 = 0xFFFFFFFF
LOCATOR = struct.Struct("<4sIQI")
RECORD = struct.Struct("<4sQ2H2I4Q")

_LOCATOR_SIGNATURE = b"PK\x06\x07"
_RECORD_SIGNATURE = b"PK\x06\x06"
_EXTRA = 0x0001
_UNCOUNTED = 12
"""Bytes of a record that its own size leaves out: its signature and that size."""


class Zip64Error(ValueError):
    """The ZIP64 records say something else than the rest of the archive."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Where the central directory is, and how many members it has, in bytes."""

    count: int
    length: int
    offset: int
    end: int


def fields(extra: bytes) -> list[tuple[int, bytes]]:
    """Return kind and data of each extra field, up to the first that is cut short."""
    found = []
    cursor = 0
    while cursor + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, cursor)
        found.append((kind, extra[cursor + 4 : cursor + 4 + length]))
        cursor += 4 + length
    return found


def has_extra(extra: bytes) -> bool:
    """Tell whether a ZIP64 field (section 4.5.3) is among the extra fields."""
    return any(kind == _EXTRA for kind, _ in fields(extra))


def resolved(extra: bytes, values: Sequence[int]) -> tuple[int, ...]:
    """Return header values, those that are all ones taken from the ZIP64 field.

    ``values`` are the size, the packed size and, in the central directory, the offset,
    in this order. Raises :class:`Zip64Error`.
    """
    written = [data for kind, data in fields(extra) if kind == _EXTRA]
    masked = [index for index, value in enumerate(values) if value == FULL_32]
    if not written and not masked:
        return tuple(values)
    if len(written) != 1:
        raise Zip64Error
    count = len(written[0]) // 8
    numbers = struct.unpack(f"<{count}Q", written[0][: count * 8])
    found = list(values)
    if count == len(masked):
        # As the format wants it: what is masked, and nothing else.
        for index, number in zip(masked, numbers, strict=True):
            found[index] = number
        return tuple(found)
    if count < len(masked) or any(index >= count for index in masked):
        raise Zip64Error
    # Some tools always write them all: they must then say the same.
    for index, (value, number) in enumerate(zip(values, numbers, strict=False)):
        if value not in (FULL_32, number):
            raise Zip64Error
        found[index] = number
    return tuple(found)


def read_directory(
    file: BinaryIO, position: int, count: int, length: int, offset: int
) -> Directory | None:
    """Read the locator and the record that stand just before the end record.

    ``position`` is the place of the end record; the other numbers are what it says.
    None when there is no locator. Raises :class:`Zip64Error`.
    """
    start = position - LOCATOR.size
    file.seek(max(start, 0))
    locator = file.read(LOCATOR.size)
    if start < 0 or not locator.startswith(_LOCATOR_SIGNATURE):
        if FULL_32 in (length, offset):
            raise Zip64Error
        return None
    _, disk, place, disks = LOCATOR.unpack(locator)
    if disk != 0 or disks > 1 or place + RECORD.size > start:
        raise Zip64Error
    file.seek(place)
    record = RECORD.unpack(file.read(RECORD.size))
    signature, size, _, _, here, first, members, total, real_length, real_offset = (
        record
    )
    if (
        signature != _RECORD_SIGNATURE
        or place + size + _UNCOUNTED != start
        or (here, first) != (0, 0)
        or members != total
        or count not in (total, FULL_16)
        or length not in (real_length, FULL_32)
        or offset not in (real_offset, FULL_32)
    ):
        raise Zip64Error
    return Directory(total, real_length, real_offset, place)
