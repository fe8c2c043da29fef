"""The XML files beside the manifest: read once, bounded, never trusted more than it."""

from scorm_exports.conformance.xml_reading import MAX_BYTES, XmlError, XmlText, read_xml
from scorm_exports.packaging.archive import Archive, ArchiveError, Budget
from scorm_exports.packaging.findings import Finding

MAX_IN_ALL = 64 * 1024 * 1024
"""Bytes inflated for all of them: ten times the largest set of schemas seen."""

REFUSING = {
    "doctype_forbidden": "xml_doctype",
    "manifest_too_deep": "xml_too_deep",
    "manifest_too_large": "xml_too_large",
}
"""What refuses the whole package, whichever of its XML files it is in."""


class Documents:
    """The members of an archive by name, read within one budget."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._entries = {entry.name: entry for entry in archive.entries}
        self._budget = Budget(MAX_IN_ALL)

    def names(self) -> frozenset[str]:
        """Return the names of the members, folders left out."""
        return frozenset(
            name for name, entry in self._entries.items() if not entry.is_directory
        )

    def data(self, name: str) -> bytes | None:
        """Return a member's bytes, None when it is damaged, which is told elsewhere.

        Raises :class:`~.xml_reading.XmlError` when it is too large.
        """
        try:
            return self._archive.read(self._entries[name], self._budget, MAX_BYTES)
        except ArchiveError as error:
            if error.code in ("member_too_large", "too_large"):
                raise XmlError("manifest_too_large") from error
            return None


def parsed(name: str, data: bytes, malformed: str) -> XmlText | Finding:
    """Parse a member, or return the finding: ``malformed`` or one that refuses."""
    try:
        return read_xml(data)
    except XmlError as error:
        return xml_finding(name, error, malformed)


def xml_finding(name: str, error: XmlError, malformed: str) -> Finding:
    """Return what to say of a member that cannot be read as XML."""
    if error.code in REFUSING:
        return Finding(REFUSING[error.code], name)
    return Finding(malformed, name, {"line": error.line, "detail": error.detail})
