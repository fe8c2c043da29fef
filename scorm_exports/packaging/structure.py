"""Comparing the structure of an archive with the one we would have written.

Three things are told apart. An archive that another tool made again from the same
files is harmless: its headers all look like that tool's. An archive of ours in which
one member's headers changed was tampered with, there. And bytes that no member owns,
or headers that contradict each other, may hide something, whoever wrote the archive.
"""

import zlib
from collections.abc import Sequence
from dataclasses import replace
from typing import BinaryIO, Literal

from scorm_exports.packaging import layout, names, zip64
from scorm_exports.packaging.archive import MAX_MEMBERS, Archive, ArchiveError, Entry
from scorm_exports.packaging.deflate import CHUNK
from scorm_exports.packaging.findings import Finding
from scorm_exports.packaging.layout import DEFLATED, STORED, Placed
from scorm_exports.packaging.streams import may_be_deflated, odd_streams

_HARMLESS_EXTRA = frozenset(
    {0x0001, 0x000A, 0x5455, 0x5855, 0x7075, 0x7855, 0x7875, 0xCAFE}
)
"""ZIP64, NTFS and Unix times and owners, Unicode name, Java's mark."""
_MAX_EXTRA = 128
_CONTRADICTING_FLAGS = 0x0809
"""Encryption, data descriptor, UTF-8: both headers of a member must agree on them."""
_DESCRIPTOR = b"PK\x07\x08"

_Look = Literal["ours", "foreign", "contradictory"]


def recovered(file: BinaryIO, size: int) -> Archive:
    """Read the members from their local headers, one after the other.

    This is how a package of ours still says what it held once its central directory
    is damaged or lost. Stops at the first thing that is not a member.
    """
    entries: list[Entry] = []
    offset = 0
    while len(entries) < MAX_MEMBERS:
        file.seek(offset)
        header = file.read(layout.LOCAL.size)
        if len(header) != layout.LOCAL.size:
            break
        signature, needed, flags, method, _, _, crc32, packed, plain, name, extra = (
            layout.LOCAL.unpack(header)
        )
        if signature != layout.LOCAL_SIGNATURE:
            break
        raw_name = file.read(name)
        entries.append(
            Entry(
                raw_name, 0, needed, flags, method, crc32, packed, plain, b"", 0, offset
            )
        )
        offset += layout.LOCAL.size + name + extra + packed
    start = offset = min(offset, size)
    placed = []
    for entry in entries:
        length = layout.CENTRAL.size + len(entry.raw_name)
        placed.append(replace(entry, header_offset=offset, header_size=length))
        offset += length
    return Archive(file, size, tuple(placed), start)


def first_member(file: BinaryIO, name: str, limit: int) -> bytes | None:
    """Return the content of the first local member when it has that name.

    None when it is another, cut short, damaged or larger than ``limit`` bytes.
    """
    file.seek(0)
    header = file.read(layout.LOCAL.size)
    if len(header) != layout.LOCAL.size:
        return None
    fields = layout.LOCAL.unpack(header)
    method, packed_size, name_length, extra_length = (
        fields[3], fields[7], fields[9], fields[10],
    )  # fmt: skip
    if fields[0] != layout.LOCAL_SIGNATURE or file.read(name_length) != name.encode():
        return None
    file.seek(extra_length, 1)
    if method == STORED:
        data = file.read(min(packed_size, limit + 1))
        return data if len(data) == packed_size <= limit else None
    if method != DEFLATED:
        return None
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    content = bytearray()
    try:
        while not stream.eof and len(content) <= limit:
            packed = stream.unconsumed_tail or file.read(CHUNK)
            data = stream.decompress(packed, CHUNK)
            if not packed and not data:
                return None
            content += data
    except zlib.error:
        return None
    return bytes(content) if len(content) <= limit else None


def structure_findings(
    archive: Archive, *, is_whole: bool, with_streams: bool
) -> list[Finding]:
    """Name the members whose headers or place are not those we write.

    A difference confined to one member, or outside any, is an alteration. When several
    members differ and nothing is hidden, the archive was made again by another tool:
    one note (severity ``advice``) says so. ``is_whole`` is False for what
    :func:`recovered` could still read: its members are named, its end is not looked at.
    ``with_streams`` also looks into the packed bytes, where all the rest is ours.
    """
    looks = [(entry, _look(archive, entry)) for entry in archive.entries]
    foreign = [entry.name for entry, look in looks if look == "foreign"]
    wrong = [entry.name for entry, look in looks if look == "contradictory"]
    ordered = [entry.name for entry in archive.entries]
    is_ordered = ordered == _our_order(ordered)
    if with_streams and is_whole and is_ordered and not foreign and not wrong:
        ours = [entry for entry, look in looks if look == "ours"]
        foreign += odd_streams(archive, ours)
    altered = wrong + (_hidden(archive) if is_whole else [])
    if len(foreign) == 1:
        altered += foreign
    findings = [Finding("structure_altered", name) for name in dict.fromkeys(altered)]
    if not is_whole:
        return findings
    if len(foreign) > 1 or not is_ordered:
        findings.append(Finding("archive_rewritten", severity="advice"))
    elif not _ends_as_ours(archive):
        findings.append(Finding("structure_altered"))
    return findings


def _look(archive: Archive, entry: Entry) -> _Look:
    placed = Placed(
        entry.raw_name,
        entry.method,
        entry.crc32,
        entry.packed_size,
        entry.size,
        entry.offset,
    )
    local, central = layout.local_header(placed), layout.central_header(placed)
    if (
        archive.read_at(entry.offset, len(local)) == local
        and entry.header_size == len(central)
        and archive.read_at(entry.header_offset, len(central)) == central
        and (entry.method == STORED or may_be_deflated(entry.name))
    ):
        return "ours"
    return "contradictory" if _contradicts(archive, entry) else "foreign"


def _contradicts(archive: Archive, entry: Entry) -> bool:
    """Tell whether a member's two headers differ, or hold room for something else."""
    try:
        local = archive.local(entry)
    except ArchiveError:
        return True
    sizes = (entry.crc32, entry.packed_size, entry.size)
    told = (local.crc32, local.packed_size, local.size)
    return (
        local.raw_name != entry.raw_name
        or local.method != entry.method
        or bool((local.flags ^ entry.flags) & _CONTRADICTING_FLAGS)
        or (told != sizes and not (entry.has_descriptor and told == (0, 0, 0)))
        or entry.comment_size > 0
        or not entry.is_regular
        or not _is_harmless(entry.extra)
        or not _is_harmless(local.extra)
    )


def _is_harmless(extra: bytes) -> bool:
    fields = zip64.fields(extra)
    return (
        len(extra) <= _MAX_EXTRA
        and sum(4 + len(data) for _, data in fields) == len(extra)
        and all(kind in _HARMLESS_EXTRA for kind, _ in fields)
    )


def _hidden(archive: Archive) -> list[str]:
    """Return the members before which there are bytes that no member owns.

    An empty name stands for bytes between the last member and the directory, or after
    the end record.
    """
    found = []
    ends = {0}
    for entry in sorted(archive.entries, key=lambda entry: entry.offset):
        if entry.offset not in ends:
            found.append(entry.name)
        ends = _ends(archive, entry)
    if archive.directory_offset not in ends or archive.comment:
        found.append("")
    return found


def _ends(archive: Archive, entry: Entry) -> set[int]:
    """Return where a member may end: after its data, or after its descriptor."""
    try:
        end = archive.local(entry).data_offset + entry.packed_size
    except ArchiveError:
        end = entry.offset + layout.LOCAL.size + len(entry.raw_name) + entry.packed_size
    if not entry.has_descriptor:
        return {end}
    after = archive.read_at(end, 24)
    ends = set()
    for signature in (_DESCRIPTOR, b""):
        for width in (4, 8):
            told = signature + entry.crc32.to_bytes(4, "little")
            told += entry.packed_size.to_bytes(width, "little")
            told += entry.size.to_bytes(width, "little")
            if after.startswith(told):
                ends.add(end + len(told))
    return ends or {end}


def _ends_as_ours(archive: Archive) -> bool:
    length = sum(entry.header_size for entry in archive.entries)
    end = layout.end_record(len(archive.entries), length, archive.directory_offset)
    position = archive.directory_offset + length
    return (
        archive.size == position + len(end)
        and archive.read_at(position, len(end)) == end
    )


def _our_order(ordered: Sequence[str]) -> list[str]:
    return sorted(ordered, key=lambda name: (name != names.MANIFEST, name))
