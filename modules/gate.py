"""The gate report: findings in one frozen shape."""

from dataclasses import asdict, dataclass
from typing import Any

REPORT_SCHEMA_VERSION = 1
BLOCKING = "blocking"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to put right before the unit can be submitted (blocking).

    ``block_id`` names the faulty block, or is empty for the unit as a whole;
    ``message`` is a sentence in the language of the site.
    """

    code: str
    severity: str
    block_id: str
    message: str

    @property
    def is_blocking(self) -> bool:
        return self.severity == BLOCKING


def report(findings: tuple[Finding, ...]) -> dict[str, Any]:
    """Return the report as it is stored with a submission."""
    return {
        "schema_version": REPORT_SCHEMA_VERSION,
        "findings": [asdict(finding) for finding in findings],
    }
