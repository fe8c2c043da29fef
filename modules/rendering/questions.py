"""The frame of a question: legend, fields, buttons, feedback kept for later."""

from html import escape

from cms import canonical
from modules.questions import Frame, Question
from modules.rendering.html import element, tag, text
from modules.rendering.prose import Surroundings
from modules.state import Tokens


def render_question(
    question: Question, number: int, tokens: Tokens, around: Surroundings
) -> str:
    """Return a question as a form that reads, prints and can be answered.

    ``number`` is its place in the unit, from 1. The grading definition and the static
    half of its SCORM interaction are JSON in ``data-definition`` and
    ``data-interaction``; feedback waits in templates.
    """
    words = around.words
    token = tokens.questions[question.id]
    name = f"q-{token}"
    interaction = question.interaction()
    frame = Frame(name, words, tokens.options[question.id], around.prose)
    hint = text(words[question.kind])
    if not question.graded:
        hint += f" – {text(words['ungraded'])}"
    fields = "".join(
        (
            element(
                "legend", text(words["question"].format(number=number)), id=f"{name}-n"
            ),
            element(
                "div", around.prose(question.prompt), class_="prompt", id=f"{name}-p"
            ),
            element("p", hint, class_="hint", id=f"{name}-h"),
            question.fields(frame),
        )
    )
    opening = tag(
        "fieldset",
        aria_labelledby=f"{name}-n {name}-p",
        aria_describedby=f"{name}-h",
    )
    form = element(
        "form",
        f"{opening}{fields}</fieldset>"
        + element("p", "", class_="problem", data_problem=True, role="alert")
        + element("div", "", class_="result", data_result=True, role="status")
        + element("p", _buttons(words["check"], words["retry"]), class_="actions"),
        novalidate=True,
        autocomplete="off",
    )
    data = {
        "id": interaction.id,
        "type": interaction.type,
        "tokens": dict(interaction.tokens),
        "pattern": dict(interaction.pattern),
    }
    opening = tag(
        "passerelle-question",
        class_="question",
        id=name,
        data_question=question.id,
        data_token=token,
        data_kind=question.kind,
        data_definition=canonical.dumps(question.definition()).decode(),
        data_interaction=canonical.dumps(data).decode(),
    )
    return f"{opening}{form}{_feedback(question, around)}</passerelle-question>"


def _buttons(check: str, retry: str) -> str:
    return (
        '<button type="submit" class="button" data-action="check" hidden>'
        f"{text(check)}</button>"
        '<button type="button" class="button quiet-button" data-action="retry" hidden>'
        f"{text(retry)}</button>"
    )


def _feedback(question: Question, around: Surroundings) -> str:
    parts = []
    if question.feedback.general:
        parts.append(
            "<template data-feedback>"
            f"{around.prose(question.feedback.general)}</template>"
        )
    for option in question.options_in_order():
        fragment = question.feedback.by_option.get(option.id)
        if fragment:
            parts.append(
                f'<template data-feedback-option="{escape(option.id)}">'
                f"{around.prose(fragment)}</template>"
            )
    return "".join(parts)
