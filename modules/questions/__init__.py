"""Question kinds: document form, grading, accessible HTML, SCORM encoding. Pure.

A kind is one module with one frozen dataclass registered by :func:`base.register`.
Golden cases under ``tests/data/grading/<kind>.json`` run here and under
``node --test``; a kind without them does not load in the tests.
"""

from modules.questions import choice, gap_fill, numeric, true_false
from modules.questions.base import (
    Feedback,
    Frame,
    Grade,
    Interaction,
    Option,
    Question,
    QuestionError,
    kinds,
    parse_question,
)

__all__ = [
    "Feedback",
    "Frame",
    "Grade",
    "Interaction",
    "Option",
    "Question",
    "QuestionError",
    "choice",
    "gap_fill",
    "kinds",
    "numeric",
    "parse_question",
    "true_false",
]
