"""What a state is worth in a document."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from modules.document import UnitDocument
from modules.questions import Grade
from modules.state.knowledge import FULL_SCORE, STATUSES, State, plain


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a state is worth in a document; scores in hundredths of a percent.

    ``score`` is that of the latest answers and ``best`` the highest ever reached; both
    are None when nothing is graded. ``steps_left`` and ``questions_left`` hold, in
    document order, the steps not visited and the graded questions never checked.
    """

    score: int | None
    best: int | None
    status: str
    complete: bool
    steps_left: tuple[str, ...]
    questions_left: tuple[str, ...]
    grades: Mapping[str, Grade]


def outcome(document: UnitDocument, state: State) -> Outcome:
    """Grade the stored answers again and conclude. Never raises.

    Without graded questions, complete means every step visited, whatever the rule.
    ``passed`` needs completion and the mastery score; ``failed`` is said only when no
    graded question can still bring anything (some platforms close a failed attempt);
    a conclusion already reached, in ``state.status``, is never taken back.
    """
    grades = {
        question.id: question.grade(plain(state.answers[question.id].answer))
        for question in document.questions
        if question.id in state.answers
    }
    graded = document.graded_questions
    score: int | None = None
    best: int | None = None
    mastered = False
    if graded:
        # Sums of short decimals are exact; only their quotient needs a fraction.
        maximum = sum(q.weight for q in graded)
        gained = sum(grades[q.id].score for q in graded if q.id in grades)
        mean = Fraction(gained) / Fraction(maximum)
        score = int(mean * FULL_SCORE + Fraction(1, 2))
        best = max(score, state.best)
        mastered = best >= (document.mastery_score or 0) * 100
    steps_left = tuple(s.id for s in document.steps if s.id not in state.steps)
    questions_left = tuple(q.id for q in graded if q.id not in grades)
    complete = {
        "steps": not steps_left,
        "questions": not questions_left,
        "passed": mastered,
    }[document.completion_rule if graded else "steps"]
    allowed = document.attempts_allowed
    exhausted = all(
        q.id in grades
        and (
            grades[q.id].is_right
            or (allowed is not None and state.answers[q.id].count >= allowed)
        )
        for q in graded
    )
    if not graded:
        status = "completed" if complete else "incomplete"
    elif complete and mastered:
        status = "passed"
    elif exhausted and not mastered and (complete or _only_passing(document)):
        status = "failed"
    else:
        status = "incomplete"
    if status == "incomplete" and not (state.steps or state.answers):
        status = "not_attempted"
    return Outcome(
        score,
        best,
        max(status, state.status, key=STATUSES.index),
        complete,
        steps_left,
        questions_left,
        grades,
    )


def settle(document: UnitDocument, state: State) -> State:
    """Return ``state`` with the best score and the status that its answers earn."""
    result = outcome(document, state)
    return replace(state, best=result.best or 0, status=result.status)


def _only_passing(document: UnitDocument) -> bool:
    return document.completion_rule == "passed"
