"""HTML shared by the question kinds."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from modules.questions.base import Frame


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to tick; ``label`` is HTML ready for the page."""

    id: str
    label: str


def field_list(frame: Frame, control: str, fields: Sequence[Field]) -> str:
    """Return a list of labelled inputs; ``control`` is ``radio`` or ``checkbox``."""
    return (
        '<ul class="options">'
        + "".join(
            f'<li class="option"><label><input type="{control}"'
            f' name="{frame.name}" value="{frame.tokens[field.id]}"'
            f' data-option="{escape(field.id)}"'
            f' data-token="{frame.tokens[field.id]}">'
            f'<span class="label">{field.label}</span></label></li>'
            for field in fields
        )
        + "</ul>"
    )
