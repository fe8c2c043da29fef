"""Comparing the structure of an archive with the one we would have written."""

from collections.abc import Sequence
from typing import BinaryIO

from scorm_exports.packaging import layout
from scorm_exports.packaging.archive import MAX_MEMBERS, Archive, Entry
from scorm_exports.packaging.findings import Finding
from scorm_exports.packaging.layout import Placed


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
    return Archive(file, size, tuple(entries), min(offset, size))


def structure_findings(archive: Archive) -> list[Finding]:
    """Name every member whose headers, place or order are not those we write.

    An archive made again by another tool differs everywhere: one finding says so.
    """
    placed = [
        Placed(e.raw_name, e.method, e.crc32, e.packed_size, e.size, e.offset)
        for e in archive.entries
    ]
    names = [entry.name for entry in archive.entries]
    cursor, central = 0, archive.directory_offset
    wrong: list[str] = []
    for name, member in zip(names, placed, strict=True):
        local, directory = layout.local_header(member), layout.central_header(member)
        if (
            member.offset != cursor
            or archive.read_at(member.offset, len(local)) != local
            or archive.read_at(central, len(directory)) != directory
        ):
            wrong.append(name)
        cursor = member.offset + len(local) + member.packed_size
        central += len(directory)
    if len(wrong) > 1 and len(wrong) == len(names):
        return [Finding("archive_rewritten")]
    findings = [Finding("structure_altered", name) for name in dict.fromkeys(wrong)]
    end = layout.end_record(
        len(placed), central - archive.directory_offset, archive.directory_offset
    )
    if (
        cursor != archive.directory_offset
        or archive.size != central + len(end)
        or archive.read_at(central, len(end)) != end
        or names != _our_order(names)
    ):
        findings.append(Finding("structure_altered"))
    return findings


def _our_order(names: Sequence[str]) -> list[str]:
    return sorted(names, key=lambda name: (name != "imsmanifest.xml", name))
