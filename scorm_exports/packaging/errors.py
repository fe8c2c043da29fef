"""Why a package could not be made. Codes and parameters, no sentences."""

from collections.abc import Sequence

from scorm_exports.packaging.findings import Finding


class PackagingError(Exception):
    """Base class; ``code`` names the case, ``place`` what it is about."""

    code = "packaging"

    def __init__(self, place: str, detail: str = "") -> None:
        super().__init__(": ".join(part for part in (self.code, place, detail) if part))
        self.place = place
        self.detail = detail


class BlobMissing(PackagingError):
    """The store has no such blob. ``place``: digest, or member path once known."""

    code = "blob_missing"

    def __init__(self, sha256: str, path: str = "") -> None:
        super().__init__(path or sha256, sha256 if path else "")
        self.sha256 = sha256
        self.path = path


class BlobAltered(PackagingError):
    """A blob or its twin no longer has its digest, checksum or size."""

    code = "blob_altered"

    def __init__(self, sha256: str, path: str) -> None:
        super().__init__(path, sha256)
        self.sha256 = sha256
        self.path = path


class RequestRefused(PackagingError):
    """The request itself cannot become a package; ``reason`` is a code."""

    code = "request_refused"

    def __init__(self, reason: str, place: str = "") -> None:
        super().__init__(place, reason)
        self.reason = reason


class PackageTooLarge(PackagingError):
    """More members or bytes than a plain zip without ZIP64 can hold."""

    code = "package_too_large"


class PackageRejected(PackagingError):
    """What was written does not pass our own checks; nothing was published."""

    code = "package_rejected"

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0]
        super().__init__(first.place, ", ".join(f.code for f in findings[:10]))
        self.findings = tuple(findings)
