"""Writing HTML: escaped text, ordered attributes, the drawn survey mark."""

from html import escape

SURVEY_MARK = (
    '<svg class="survey" viewBox="0 0 28 28" aria-hidden="true" focusable="false">'
    '<path class="survey-cross" d="M14 1v26M1 14h26"/>'
    '<circle class="survey-ring" cx="14" cy="14" r="9"/>'
    '<path class="survey-inner" d="M14 9v10M9 14h10"/>'
    '<path class="survey-tick" d="M9.5 14.5l3.2 3.2 6-7"/></svg>'
)
"""A cross in a circle; the style sheet shows its inner cross or its tick."""


def text(value: str) -> str:
    """Escape plain text."""
    return escape(value, quote=False)


def tag(name: str, **attributes: str | bool | None) -> str:
    """Return an opening tag.

    Underscores in names become hyphens, a trailing one is dropped (``class_``); True
    writes a bare attribute, None and False write nothing.
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}"
        + ("" if value is True else f'="{escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return f"<{name}{written}>"


def element(name: str, content: str, **attributes: str | bool | None) -> str:
    """Return an element around ``content``, which is HTML."""
    return f"{tag(name, **attributes)}{content}</{name}>"
