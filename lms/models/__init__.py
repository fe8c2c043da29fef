"""Models of courses and progress.

Import direction: ``progress`` first, then ``statements``.
"""

from lms.models.progress import QuestionTally, UnitFollowing, UnitProgress
from lms.models.statements import CompletionStatement

__all__ = ["CompletionStatement", "QuestionTally", "UnitFollowing", "UnitProgress"]
