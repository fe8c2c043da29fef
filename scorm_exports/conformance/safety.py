"""May this archive be looked into? Nothing is inflated before the answer."""

from collections import Counter

from scorm_exports.packaging.archive import (
    MAX_LEVELS,
    MAX_NAME,
    MAX_TOTAL,
    Archive,
    ArchiveError,
    overlapping,
    unsafe_name,
)
from scorm_exports.packaging.findings import Finding
from scorm_exports.packaging.text import shows

_SHOWN = 120
_LZMA = 14


def safety_findings(archive: Archive) -> list[Finding]:
    """Return every reason to refuse the archive.

    Declared sizes are only a first filter: real bytes are counted while inflating.
    """
    findings = []
    for entry in archive.entries:
        name = entry.name
        if unsafe_name(name):
            findings.append(Finding("name_unsafe", _shown(name)))
        elif len(entry.raw_name) > MAX_NAME:
            findings.append(Finding("name_too_long", _shown(name), {"limit": MAX_NAME}))
        elif name.replace("\\", "/").rstrip("/").count("/") >= MAX_LEVELS:
            findings.append(
                Finding("name_too_deep", _shown(name), {"limit": MAX_LEVELS})
            )
        if not entry.is_regular:
            findings.append(Finding("not_a_regular_file", _shown(name)))
        if entry.is_encrypted:
            findings.append(Finding("encrypted_member", _shown(name)))
        if entry.method == _LZMA:
            # It may ask for gigabytes of dictionary before the first byte.
            findings.append(Finding("lzma_member", _shown(name)))
    for name, count in Counter(entry.name for entry in archive.entries).items():
        if count > 1:
            findings.append(Finding("duplicate_name", _shown(name)))
    if sum(entry.size for entry in archive.entries) > MAX_TOTAL:
        findings.append(Finding("too_large"))
    if findings:
        return findings
    return _header_findings(archive)


def _header_findings(archive: Archive) -> list[Finding]:
    findings = []
    try:
        for entry in archive.entries:
            # Two names for one file: which one a reader believes is anyone's guess.
            if archive.local(entry).raw_name != entry.raw_name:
                findings.append(Finding("two_names", _shown(entry.name)))
        shared = overlapping(archive)
    except ArchiveError as error:
        return [Finding(error.code, _shown(error.place))]
    if shared is not None:
        findings.append(Finding("overlapping_members", _shown(shared)))
    return findings


def _shown(name: str) -> str:
    """Return a name that can be printed on one line."""
    visible = "".join(char if shows(char) else "\ufffd" for char in name)
    return visible if len(visible) <= _SHOWN else visible[: _SHOWN - 1] + "…"
