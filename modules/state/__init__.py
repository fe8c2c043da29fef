"""What a learner has done in a unit: a join, its compact text, its outcome. Pure.

What a player does has a twin in ``static_src/modules/player`` and both are held to the
golden cases of ``tests/data/state``. A state is knowledge that only grows: merging two
of them in any order, any number of times, gives the same one, so nothing is lost
between tabs, devices and replays.
"""

from modules.state.codec import (
    Decoded,
    Tokens,
    decode,
    encode,
    tokens,
    unclaimed_text,
    written_for,
)
from modules.state.knowledge import (
    FULL_SCORE,
    MAX_COUNT,
    STATUSES,
    Answer,
    AnswerValue,
    Place,
    State,
    merge,
)
from modules.state.outcome import Outcome, outcome, settle

__all__ = [
    "FULL_SCORE",
    "MAX_COUNT",
    "STATUSES",
    "Answer",
    "AnswerValue",
    "Decoded",
    "Outcome",
    "Place",
    "State",
    "Tokens",
    "decode",
    "encode",
    "merge",
    "outcome",
    "settle",
    "tokens",
    "unclaimed_text",
    "written_for",
]
