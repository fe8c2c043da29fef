"""Golden cases shared with the JavaScript tests, and the documents they speak of."""

import json
from pathlib import Path
from typing import Any

from modules.document import Step, UnitDocument
from modules.questions import Question, parse_question
from tests.factories.documents import make_document

DATA = Path(__file__).parents[1] / "data"


def golden(path: str) -> Any:
    """Read a file of ``tests/data``."""
    return json.loads((DATA / path).read_text("utf-8"))


def question_from(definition: dict[str, Any]) -> Question:
    """Build a question from what the player knows of it; its prose is made up."""
    data = dict(definition)
    if "options" in data:
        data["options"] = [{"id": o, "text": o} for o in data["options"]]
    if data["kind"] == "gap_fill":
        data["text"] = ["…"] * (len(data["key"]) + 1)
    prose = {"prompt": "<p>?</p>", "feedback": {"general": "", "by_option": {}}}
    return parse_question(data | prose, "question")


def document_from(unit: dict[str, Any]) -> UnitDocument:
    """Build a document from a unit of ``state/units.json``."""
    definitions = [question["definition"] for question in unit["questions"]]
    places = "".join(
        f'<section data-question="{definition["id"]}"></section>'
        for definition in definitions
    )
    return make_document(
        steps=tuple(
            Step(step["id"], step["id"], "" if number else places)
            for number, step in enumerate(unit["steps"])
        ),
        questions=tuple(question_from(definition) for definition in definitions),
        assets=(),
        mastery_score=unit["mastery"],
        completion_rule=unit["rule"],
        attempts_allowed=unit["attempts"],
    )
