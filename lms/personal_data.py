"""What this app keeps about a person, for the screen «Mes données»."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.blobs import BlobError
from cms.personal_data import Section
from cms.sanitising import text_of
from lms.actions import known_state
from lms.documents import document_of
from lms.models import UnitFollowing, UnitProgress
from modules.models import UnitVersion
from modules.questions import Question
from modules.state import STATUSES, Answer


def _export(user: Any) -> list[dict[str, Any]]:
    rows = UnitProgress.objects.of(user).order_by("unit_id", "version")
    moved = {
        following.unit_id: following.moved_at
        for following in UnitFollowing.objects.of(user)
    }
    versions = UnitVersion.objects.filter(unit_id__in=[row.unit_id for row in rows])
    titles = {(version.unit_id, version.number): version.title for version in versions}
    return [
        {
            "unit": str(row.unit_id),
            "title": titles.get((row.unit_id, row.version), ""),
            "version": row.version,
            "status": STATUSES[row.status],
            "best_score_percent": f"{row.best // 100}.{row.best % 100:02}",
            "finished_on": row.finished_on.isoformat() if row.finished_on else None,
            "last_moved_at": (
                moved[row.unit_id].isoformat() if row.unit_id in moved else None
            ),
            "statement_code": row.statement_code or None,
            "steps_and_answers": _knowledge(row),
        }
        for row in rows
    ]


def _knowledge(row: UnitProgress) -> dict[str, Any]:
    """Say the steps and the answers in words, beside the ids that a program reads."""
    try:
        document = document_of(row.fingerprint)
        state = known_state(row, document)
    except BlobError:
        # Without its document nobody can say it in words; it is theirs all the same.
        return {"text": row.state}
    return {
        "steps": [
            {"id": step.id, "title": step.title}
            for step in document.steps
            if step.id in state.steps
        ],
        "answers": [
            {
                "question_id": question.id,
                "question": text_of(question.prompt),
                "answer_in_words": _in_words(question, state.answers[question.id]),
                **state.answers[question.id].to_data(),
            }
            for question in document.questions
            if question.id in state.answers
        ],
    }


def _in_words(question: Question, answer: Answer) -> list[str | bool]:
    """Return what was chosen or typed; a boolean where the question is true or false."""
    texts = {option.id: text_of(option.text) for option in question.options_in_order()}
    given = answer.answer
    if isinstance(given, bool):
        return [given]
    return [
        texts.get(one, one) for one in ([given] if isinstance(given, str) else given)
    ]


def _erase(user: Any) -> None:
    UnitProgress.objects.of(user).delete()
    UnitFollowing.objects.of(user).delete()


SECTION = Section(
    name="progress",
    label=_("What you follow"),
    kept=_(
        "The units that you opened, the steps that you read, your answers and your best"
        " score. You alone see them. The answers of a finished unit are kept for 90 days"
        " after you last moved in it, the rest for two school years beside the current"
        " one."
    ),
    export=_export,
    erase=_erase,
    effect=_(
        "Your progress, answers and scores are erased. Statements that you printed stay"
        " checkable by their code: they hold no name here and no longer lead to you."
    ),
)
