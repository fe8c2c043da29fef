"""The bytes of our zip archives, nothing left to chance.

No ZIP64, no data descriptor, no directory entry, no extra field, no comment; every
member dated 1980-01-01 00:00 and of mode 0644. The verifier rebuilds these bytes to
find any change in the structure of an archive. Sections are those of APPNOTE.TXT.
"""

import struct
from dataclasses import dataclass

STORED = 0
DEFLATED = 8
LEVEL = 9
"""The level at which stored texts are deflated."""

MAX_MEMBERS = 20_000
MAX_SIZE = 0xFFFF_FFFE
"""Largest size or offset without ZIP64 (0xFFFFFFFF announces it)."""

_VERSION = 20
_MADE_BY = (3 << 8) | _VERSION
"""Host 3 is Unix: the mode below means something."""
_TIME = 0
_DATE = (0 << 9) | (1 << 5) | 1
_MODE = 0o100644 << 16

LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")
LOCAL_SIGNATURE = b"PK\x03\x04"
CENTRAL_SIGNATURE = b"PK\x01\x02"
END_SIGNATURE = b"PK\x05\x06"


@dataclass(frozen=True, slots=True)
class Placed:
    """A member as the archive holds it; sizes and offset in bytes."""

    name: bytes
    method: int
    crc32: int
    packed_size: int
    size: int
    offset: int


def local_header(member: Placed) -> bytes:
    """Return the local file header (section 4.3.7), name included."""
    return (
        LOCAL.pack(
            LOCAL_SIGNATURE,
            _VERSION,
            0,
            member.method,
            _TIME,
            _DATE,
            member.crc32,
            member.packed_size,
            member.size,
            len(member.name),
            0,
        )
        + member.name
    )


def central_header(member: Placed) -> bytes:
    """Return the central directory header (section 4.3.12), name included."""
    return (
        CENTRAL.pack(
            CENTRAL_SIGNATURE,
            _MADE_BY,
            _VERSION,
            0,
            member.method,
            _TIME,
            _DATE,
            member.crc32,
            member.packed_size,
            member.size,
            len(member.name),
            0,
            0,
            0,
            0,
            _MODE,
            member.offset,
        )
        + member.name
    )


def end_record(count: int, size: int, offset: int) -> bytes:
    """Return the end of central directory record (section 4.3.16)."""
    return END.pack(END_SIGNATURE, 0, 0, count, count, size, offset, 0)
