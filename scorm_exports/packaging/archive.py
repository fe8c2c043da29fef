"""Reading a zip archive that somebody else may have made, or damaged.

Nothing is extracted: a name is a key, a member is a stream counted while it inflates.
The reader tells what it sees; what is acceptable is for the checker and the verifier
to say. Sections are those of APPNOTE.TXT.
"""

import os
import re
import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import BinaryIO

from scorm_exports.packaging import layout, zip64
from scorm_exports.packaging.deflate import CHUNK, DeflateError, Inflater

MAX_MEMBERS = layout.MAX_MEMBERS
MAX_DIRECTORY = 64 * 1024 * 1024
"""Bytes of central directory: 20,000 members with the longest names and more."""
MAX_TOTAL = 4 * 1024**3
"""Bytes inflated in one reading of an archive."""
MAX_RATIO = 100
RATIO_FLOOR = 64 * 1024 * 1024
"""Beyond this many bytes a member may not inflate to more than 100 times its size."""
MAX_NAME = 255
MAX_LEVELS = 32

_COMMENT = 0xFFFF
_AES = 99
"""The method that WinZip's encryption gives instead of the real one."""
_DRIVE = re.compile(r"[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class ArchiveError(ValueError):
    """The archive, or the member ``place``, cannot be read; ``code`` says why."""

    def __init__(self, code: str, place: str = "") -> None:
        super().__init__(f"{code}: {place}" if place else code)
        self.code = code
        self.place = place


@dataclass(frozen=True, slots=True)
class Entry:
    """A central directory header, as read. Sizes and offset in bytes.

    ``header_offset`` and ``header_size`` say where it stands in the file.
    """

    raw_name: bytes
    made_by: int
    needed: int
    flags: int
    method: int
    crc32: int
    packed_size: int
    size: int
    extra: bytes
    external: int
    offset: int
    comment_size: int = 0
    header_offset: int = 0
    header_size: int = 0

    @property
    def name(self) -> str:
        """The name: UTF-8 when announced or possible, the old DOS page otherwise."""
        try:
            return self.raw_name.decode("utf-8")
        except UnicodeDecodeError:
            return self.raw_name.decode("cp437")

    @property
    def is_directory(self) -> bool:
        return self.raw_name.endswith((b"/", b"\\"))

    @property
    def is_encrypted(self) -> bool:
        return bool(self.flags & 0x2041) or self.method == _AES

    @property
    def has_descriptor(self) -> bool:
        return bool(self.flags & 0x8)

    @property
    def announces_utf8(self) -> bool:
        return bool(self.flags & 0x800)

    @property
    def is_regular(self) -> bool:
        """False for links, devices and the like, as Unix hosts write them."""
        mode = self.external >> 16
        if self.made_by >> 8 != 3 or stat.S_IFMT(mode) == 0:
            return True
        return stat.S_ISREG(mode) or (stat.S_ISDIR(mode) and self.is_directory)

    @property
    def is_zip64(self) -> bool:
        return self.needed & 0xFF == 45 or zip64.has_extra(self.extra)


@dataclass(frozen=True, slots=True)
class Local:
    """A local file header, as read, and where the data after it starts."""

    raw_name: bytes
    flags: int
    method: int
    crc32: int
    packed_size: int
    size: int
    data_offset: int
    extra: bytes

    @property
    def is_zip64(self) -> bool:
        return zip64.has_extra(self.extra)


class Budget:
    """How much one reading of an archive may inflate in all."""

    def __init__(self, total: int = MAX_TOTAL) -> None:
        self._left = total

    def spend(self, entry: Entry, done: int, count: int) -> None:
        """Count ``count`` more bytes of a member. Raises :class:`ArchiveError`."""
        self._left -= count
        if self._left < 0:
            raise ArchiveError("too_large")
        if done > RATIO_FLOOR and done > MAX_RATIO * max(entry.packed_size, 1):
            raise ArchiveError("inflates_too_much", entry.name)


class Archive:
    """An open archive: its entries in directory order, and their contents."""

    def __init__(
        self,
        file: BinaryIO,
        size: int,
        entries: tuple[Entry, ...],
        directory_offset: int,
        *,
        comment: bytes = b"",
        has_zip64_record: bool = False,
    ) -> None:
        self.file = file
        self.size = size
        self.entries = entries
        self.directory_offset = directory_offset
        self.comment = comment
        self.has_zip64_record = has_zip64_record

    def local(self, entry: Entry) -> Local:
        """Read a member's local header.

        Raises :class:`ArchiveError`: ``local_header_damaged``, or ``zip64_lies`` when
        its ZIP64 field does not say what the directory says.
        """
        header = self.read_at(entry.offset, layout.LOCAL.size)
        if len(header) != layout.LOCAL.size:
            raise ArchiveError("local_header_damaged", entry.name)
        fields = layout.LOCAL.unpack(header)
        if fields[0] != layout.LOCAL_SIGNATURE:
            raise ArchiveError("local_header_damaged", entry.name)
        name_length, extra_length = fields[9], fields[10]
        start = entry.offset + layout.LOCAL.size
        rest = self.read_at(start, name_length + extra_length)
        data = start + name_length + extra_length
        if len(rest) != name_length + extra_length or (
            data + entry.packed_size > self.directory_offset
        ):
            raise ArchiveError("local_header_damaged", entry.name)
        raw_name, extra = rest[:name_length], rest[name_length:]
        crc32, packed_size, size = fields[6:9]
        if zip64.has_extra(extra) or zip64.FULL_32 in (packed_size, size):
            size, packed_size = _resolved(entry.name, extra, size, packed_size)
            told_later = entry.has_descriptor and (size, packed_size) == (0, 0)
            if not told_later and (size, packed_size) != (
                entry.size,
                entry.packed_size,
            ):
                raise ArchiveError("zip64_lies", entry.name)
        return Local(
            raw_name, fields[2], fields[3], crc32, packed_size, size, data, extra
        )

    def packed(self, entry: Entry) -> Iterator[bytes]:
        """Yield the bytes of a member as archived. Raises :class:`ArchiveError`."""
        position, left = self.local(entry).data_offset, entry.packed_size
        while left > 0:
            chunk = self.read_at(position, min(CHUNK, left))
            if not chunk:
                raise ArchiveError("member_damaged", entry.name)
            yield chunk
            position += len(chunk)
            left -= len(chunk)

    def content(self, entry: Entry, budget: Budget) -> Iterator[bytes]:
        """Yield the content of a member, counted, its size and CRC-32 checked last.

        Raises :class:`ArchiveError`: ``compression_method``, ``encrypted_member``,
        ``member_damaged``, ``inflates_too_much``, ``too_large``,
        ``local_header_damaged`` or ``zip64_lies``.
        """
        if entry.is_encrypted:
            raise ArchiveError("encrypted_member", entry.name)
        if entry.method not in (layout.STORED, layout.DEFLATED):
            raise ArchiveError("compression_method", entry.name)
        inflater = Inflater() if entry.method == layout.DEFLATED else None
        done = crc32 = 0
        try:
            for packed in self.packed(entry):
                for data in [packed] if inflater is None else inflater.feed(packed):
                    done += len(data)
                    if done > entry.size:
                        raise ArchiveError("member_damaged", entry.name)
                    budget.spend(entry, done, len(data))
                    crc32 = zlib.crc32(data, crc32)
                    yield data
            if inflater is not None:
                inflater.finish()
        except DeflateError as error:
            raise ArchiveError("member_damaged", entry.name) from error
        if (done, crc32) != (entry.size, entry.crc32):
            raise ArchiveError("member_damaged", entry.name)

    def read(self, entry: Entry, budget: Budget, limit: int) -> bytes:
        """Return a whole member of at most ``limit`` bytes.

        Raises :class:`ArchiveError`, ``member_too_large`` beyond the limit.
        """
        if entry.size > limit:
            raise ArchiveError("member_too_large", entry.name)
        return b"".join(self.content(entry, budget))

    def read_at(self, offset: int, count: int) -> bytes:
        """Return up to ``count`` bytes of the file from ``offset``."""
        self.file.seek(offset)
        return self.file.read(count)


def open_archive(file: BinaryIO) -> Archive:
    """Read the central directory.

    Raises :class:`ArchiveError`: ``not_a_zip`` when no end record is found,
    ``directory_damaged``, ``too_many_members``, ``split_archive`` or ``zip64_lies``.
    """
    size = file.seek(0, os.SEEK_END)
    position, end = _end_record(file, size)
    _, disk, start_disk, here, count, length, offset, commented = layout.END.unpack(end)
    if (disk, start_disk) != (0, 0) or here != count:
        raise ArchiveError("split_archive")
    try:
        large = zip64.read_directory(file, position, count, length, offset)
    except zip64.Zip64Error as error:
        raise ArchiveError("zip64_lies") from error
    if large is not None:
        count, length, offset = large.count, large.length, large.offset
    if count > MAX_MEMBERS:
        raise ArchiveError("too_many_members")
    stop = position if large is None else large.end
    if length > MAX_DIRECTORY or offset + length != stop:
        raise ArchiveError("directory_damaged")
    file.seek(offset)
    directory = file.read(length)
    entries = []
    cursor = 0
    for _ in range(count):
        entry, cursor = _central(directory, cursor, offset)
        entries.append(entry)
    if cursor != length:
        raise ArchiveError("directory_damaged")
    file.seek(size - commented)
    return Archive(
        file,
        size,
        tuple(entries),
        offset,
        comment=file.read(commented),
        has_zip64_record=large is not None,
    )


def opening_code(error: OSError) -> str:
    """Return the finding code of a file that could not be opened or read."""
    if isinstance(error, FileNotFoundError):
        return "file_absent"
    return "not_a_file" if isinstance(error, IsADirectoryError) else "unreadable"


def unsafe_name(name: str) -> bool:
    """Tell whether a name could leave a folder, or hide what it is, once extracted."""
    parts = name.replace("\\", "/").split("/")
    return bool(
        not name
        or parts[0] == ""
        or ".." in parts
        or _DRIVE.match(name)
        or _CONTROL.search(name)
    )


def overlapping(archive: Archive) -> str | None:
    """Return the name of a member whose bytes are also those of another, if any.

    Raises :class:`ArchiveError` when a local header cannot be read.
    """
    ranges = sorted(
        (entry.offset, archive.local(entry).data_offset + entry.packed_size, entry.name)
        for entry in archive.entries
    )
    for (_, end, _), (start, _, name) in pairwise(ranges):
        if start < end:
            return name
    return None


def _end_record(file: BinaryIO, size: int) -> tuple[int, bytes]:
    span = min(size, layout.END.size + _COMMENT)
    file.seek(size - span)
    tail = file.read(span)
    found = tail.rfind(layout.END_SIGNATURE)
    while found >= 0:
        record = tail[found : found + layout.END.size]
        if len(record) == layout.END.size:
            comment = struct.unpack("<H", record[-2:])[0]
            if found + layout.END.size + comment == span:
                return size - span + found, record
        found = tail.rfind(layout.END_SIGNATURE, 0, found)
    raise ArchiveError("not_a_zip")


def _central(directory: bytes, cursor: int, base: int) -> tuple[Entry, int]:
    header = directory[cursor : cursor + layout.CENTRAL.size]
    if len(header) != layout.CENTRAL.size:
        raise ArchiveError("directory_damaged")
    fields = layout.CENTRAL.unpack(header)
    name_length, extra_length, comment_length = fields[10:13]
    start, cursor = cursor, cursor + layout.CENTRAL.size
    end = cursor + name_length + extra_length + comment_length
    if fields[0] != layout.CENTRAL_SIGNATURE or end > len(directory):
        raise ArchiveError("directory_damaged")
    entry = Entry(
        raw_name=directory[cursor : cursor + name_length],
        made_by=fields[1],
        needed=fields[2],
        flags=fields[3],
        method=fields[4],
        crc32=fields[7],
        packed_size=fields[8],
        size=fields[9],
        extra=directory[cursor + name_length : end - comment_length],
        external=fields[15],
        offset=fields[16],
        comment_size=comment_length,
        header_offset=base + start,
        header_size=end - start,
    )
    size, packed_size, offset = _resolved(
        entry.name, entry.extra, entry.size, entry.packed_size, entry.offset
    )
    entry = replace(entry, size=size, packed_size=packed_size, offset=offset)
    return entry, end


def _resolved(name: str, extra: bytes, *values: int) -> tuple[int, ...]:
    try:
        return zip64.resolved(extra, values)
    except zip64.Zip64Error as error:
        raise ArchiveError("zip64_lies", name) from error
