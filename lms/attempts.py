"""What an attempt token gives. Pure: models, tokens and verbs all name it."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Attempt:
    """The right to write into one progress row, and what a commit must know of it."""

    progress: int
    user: int
    unit_id: UUID
    version: int
    fingerprint: str
    epoch: int
