"""The rules of the archive itself, and the reading of every member."""

from collections import defaultdict

from scorm_exports.packaging import names
from scorm_exports.packaging.archive import Archive, ArchiveError, Budget, Entry
from scorm_exports.packaging.findings import Finding
from scorm_exports.packaging.layout import DEFLATED, STORED

REFUSING = frozenset({"inflates_too_much", "too_large"})


def zip_findings(archive: Archive) -> list[Finding]:
    """Return what the directory of the archive already shows."""
    findings = []
    first = archive.entries[0].name if archive.entries else ""
    if first != names.MANIFEST:
        findings.append(Finding("manifest_not_first", first))
    if archive.comment:
        findings.append(Finding("archive_comment"))
    if archive.has_zip64_record:
        findings.append(Finding("zip64_directory"))
    for entry in archive.entries:
        findings += _entry_findings(entry)
    findings += _habit_findings(archive)
    by_case = defaultdict(list)
    for entry in archive.entries:
        by_case[entry.name.casefold()].append(entry.name)
    for alike in by_case.values():
        for name in alike[1:]:
            findings.append(Finding("names_differ_by_case", name, {"other": alike[0]}))
    return findings


def content_findings(archive: Archive, budget: Budget) -> list[Finding]:
    """Inflate every member and return those that cannot be read.

    Raises :class:`ArchiveError` when the archive must be refused after all.
    """
    findings = []
    for entry in archive.entries:
        if entry.method not in (STORED, DEFLATED):
            continue
        try:
            for _ in archive.content(entry, budget):
                pass
        except ArchiveError as error:
            if error.code in REFUSING:
                raise
            findings.append(Finding(error.code, entry.name))
    return findings


def _entry_findings(entry: Entry) -> list[Finding]:
    name = entry.name
    findings = []
    if entry.method not in (STORED, DEFLATED):
        findings.append(Finding("compression_method", name, {"method": entry.method}))
    if "\\" in name:
        findings.append(Finding("backslash_in_name", name))
    if not entry.raw_name.isascii():
        if entry.announces_utf8:
            findings.append(Finding("name_not_ascii", name))
        else:
            findings.append(Finding("name_encoding", name))
    is_simple = entry.raw_name.isascii() and "\\" not in name
    if is_simple and not entry.is_directory and not _is_plain(name):
        findings.append(Finding("name_not_plain", name, severity="advice"))
    return findings


def _habit_findings(archive: Archive) -> list[Finding]:
    """Return what the tool that made the archive does everywhere: one remark each."""
    habits: dict[str, list[str]] = defaultdict(list)
    for entry in archive.entries:
        if entry.is_zip64 or archive.local(entry).is_zip64:
            habits["zip64"].append(entry.name)
        if entry.has_descriptor:
            habits["data_descriptor"].append(entry.name)
        if entry.is_directory:
            habits["directory_entry"].append(entry.name)
    return [
        Finding(code, places[0], {"count": len(places)})
        for code, places in habits.items()
    ]


def _is_plain(name: str) -> bool:
    return bool(names.PATH.fullmatch(name)) and "php" not in name
