"""Verbs on progress and on the statements that come from it."""

from lms.actions.progress import (
    Committed,
    Opened,
    OtherVersion,
    StateRefused,
    bring_in,
    commit,
    end_tokens,
    known_state,
    open_progress,
    stop_following,
)
from lms.actions.statements import NotFinished, issue_statement

__all__ = [
    "Committed",
    "NotFinished",
    "Opened",
    "OtherVersion",
    "StateRefused",
    "bring_in",
    "commit",
    "end_tokens",
    "issue_statement",
    "known_state",
    "open_progress",
    "stop_following",
]
