"""The result of a check."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from scorm_exports.packaging.findings import Finding

Status = Literal["conforming", "not_conforming", "refused"]
EXIT_CODES: dict[Status, int] = {"conforming": 0, "not_conforming": 1, "refused": 2}
MAX_FINDINGS = 500


@dataclass(frozen=True, slots=True)
class Report:
    """``version`` is that of the manifest, ``1.2`` or ``2004``, empty when unknown.

    Of the findings, errors make a package not conforming; advice never does.
    """

    status: Status
    findings: tuple[Finding, ...]
    version: str = ""

    @property
    def exit_code(self) -> int:
        return EXIT_CODES[self.status]


def refused(*findings: Finding) -> Report:
    """Return the report of a package that was not looked into."""
    return Report("refused", findings)


def judged(findings: Iterable[Finding], version: str = "") -> Report:
    """Return the report of a package that was checked, each remark once, errors first."""
    unique: dict[tuple[str, str, str], Finding] = {}
    for finding in findings:
        key = (finding.code, finding.place, str(sorted(finding.params.items())))
        unique.setdefault(key, finding)
    # Errors first, so that none is hidden behind advice.
    listed = sorted(unique.values(), key=lambda finding: finding.severity != "error")
    errors = any(finding.severity == "error" for finding in listed)
    if len(listed) > MAX_FINDINGS:
        left = len(listed) - MAX_FINDINGS
        more = Finding("more_findings", "", {"count": left}, "advice")
        listed = [*listed[:MAX_FINDINGS], more]
    return Report("not_conforming" if errors else "conforming", tuple(listed), version)
