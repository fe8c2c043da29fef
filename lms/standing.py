"""What a state earns in a document, in a form that one UPDATE can apply. Pure.

A commit does not read the row it writes, so it does not know the best score reached
before, on which passing depends. It says both outcomes and lets the database choose.
"""

from dataclasses import dataclass, replace

from modules.document import UnitDocument
from modules.state import FULL_SCORE, STATUSES, State, outcome

PASSED = STATUSES.index("passed")
NEVER = FULL_SCORE + 1
"""A pass mark that no score reaches: that of a unit without graded questions."""


@dataclass(frozen=True, slots=True)
class Earned:
    """Scores in hundredths of a percent, statuses as places in ``STATUSES``.

    ``status`` and ``complete`` hold when the best score reached before is below
    ``mastery``; ``mastered_status`` and ``mastered_complete`` when it is not.
    """

    score: int
    mastery: int
    status: int
    complete: bool
    mastered_status: int
    mastered_complete: bool
    last_step: str
    percent: int


def earned(document: UnitDocument, state: State) -> Earned:
    """Grade the answers again; what the state says of its score is not looked at."""
    result = outcome(document, state.unclaimed())
    status = STATUSES.index(result.status)
    graded = result.score is not None
    by_score = graded and document.completion_rule == "passed"
    passes = graded and (by_score or result.complete)
    return Earned(
        score=result.score or 0,
        mastery=(document.mastery_score or 0) * 100 if graded else NEVER,
        status=status,
        complete=result.complete,
        mastered_status=PASSED if passes else status,
        mastered_complete=by_score or result.complete,
        last_step=state.last.step if state.last else "",
        percent=percent(document, state),
    )


def percent(document: UnitDocument, state: State) -> int:
    """Return the share of steps seen and questions answered, rounded to a percent."""
    done = sum(step.id in state.steps for step in document.steps)
    done += sum(question.id in state.answers for question in document.questions)
    whole = len(document.steps) + len(document.questions)
    return (200 * done + whole) // (2 * whole)


def carry_over(old: UnitDocument, state: State, new: UnitDocument) -> State:
    """Return what a state of one version is worth in another.

    Steps that still exist stay seen; answers stay when their question exists with the
    same kind and key. Score and status are earned anew.
    """
    steps = {step.id for step in new.steps}
    keys = {question.id: _key(question) for question in new.questions}
    before = {question.id: _key(question) for question in old.questions}
    return replace(
        state.unclaimed(),
        steps=state.steps & steps,
        last=state.last if state.last and state.last.step in steps else None,
        answers={
            name: answer
            for name, answer in state.answers.items()
            if name in keys and keys[name] == before.get(name)
        },
    )


def _key(question: object) -> object:
    data = question.to_data()  # type: ignore[attr-defined]
    return data["kind"], data["key"]
