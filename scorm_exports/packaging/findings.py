"""What a check or a verification has to say: codes, places and parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "advice"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark. ``place`` is a member path, or empty for the archive itself.

    ``params`` fill the sentence that :mod:`scorm_exports.messages` has for ``code``.
    """

    code: str
    place: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict, hash=False)
    severity: Severity = "error"
