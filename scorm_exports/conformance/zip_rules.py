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
        findings.append(_advice("manifest_not_first", first))
    for entry in archive.entries:
        findings += _entry_findings(archive, entry)
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


def _entry_findings(archive: Archive, entry: Entry) -> list[Finding]:
    name = entry.name
    findings = []
    if entry.method not in (STORED, DEFLATED):
        findings.append(Finding("compression_method", name, {"method": entry.method}))
    if entry.is_zip64 or archive.local(entry).is_zip64:
        findings.append(_advice("zip64", name))
    if entry.has_descriptor:
        findings.append(_advice("data_descriptor", name))
    if "\\" in name:
        findings.append(Finding("backslash_in_name", name))
    if not entry.raw_name.isascii():
        if entry.announces_utf8:
            findings.append(_advice("name_not_ascii", name))
        else:
            findings.append(Finding("name_encoding", name))
    if entry.is_directory:
        findings.append(_advice("directory_entry", name))
    elif entry.raw_name.isascii() and "\\" not in name and not _is_plain(name):
        findings.append(_advice("name_not_plain", name))
    return findings


def _is_plain(name: str) -> bool:
    return bool(names.PATH.fullmatch(name)) and "php" not in name


def _advice(code: str, place: str) -> Finding:
    return Finding(code, place, severity="advice")
