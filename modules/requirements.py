"""What a unit as a whole must have before it can be submitted."""

from typing import Any, Protocol

from django.utils.translation import gettext_lazy

from cms.sanitising import plain
from modules.models.pages import COMPLETION, UnitPage


class Findings(Protocol):
    """Where what is missing is noted; ``graded`` tells whether a question counts."""

    graded: bool

    def blocking(
        self, code: str, block_id: str, message: Any, **params: object
    ) -> None: ...


def check_page(page: UnitPage, construction: Findings) -> None:
    """Note what the unit as a whole lacks before it can be submitted."""
    unit = page.identity
    required = (
        ("title", bool(plain(page.title)), gettext_lazy("The title is missing.")),
        (
            "summary",
            bool(plain(page.summary)),
            gettext_lazy("The summary is missing."),
        ),
        (
            "objectives",
            bool(lines_of(page, "objectives")),
            gettext_lazy("No objective is given."),
        ),
        (
            "duration_minutes",
            bool(page.duration_minutes),
            gettext_lazy("The indicative duration is missing."),
        ),
        ("levels", bool(page.levels.all()), gettext_lazy("No level is chosen.")),
        ("themes", bool(page.themes.all()), gettext_lazy("No theme is chosen.")),
        (
            "authors",
            bool(lines_of(page, "authors")),
            gettext_lazy("No author is named."),
        ),
        (
            "licence",
            bool(page.licence),
            gettext_lazy("The licence of the unit is missing."),
        ),
        (
            "law_checked_on",
            page.law_checked_on is not None,
            gettext_lazy("The day on which the law was checked is missing."),
        ),
        (
            "review_due_on",
            page.review_due_on is not None,
            gettext_lazy("The day before which the unit must be reviewed is missing."),
        ),
        ("steps", bool(len(page.steps)), gettext_lazy("The unit has no step.")),
        (
            "campus",
            unit.campus_id is not None,
            gettext_lazy(
                "The unit belongs to no campus yet: an administrator must choose it."
            ),
        ),
        (
            "sector",
            unit.sector_id is not None and unit.academy_id is not None,
            gettext_lazy(
                "The unit has no sector or no academy yet, so no inspector covers it:"
                " an administrator must choose them."
            ),
        ),
    )
    for name, given, message in required:
        if not given:
            construction.blocking(f"missing_{name}", "", message)
    if construction.graded and page.mastery_score is None:
        construction.blocking(
            "missing_mastery_score",
            "",
            gettext_lazy(
                "The pass mark is missing, though questions count in the score."
            ),
        )
    # What nobody chose follows from the questions; what was chosen is not changed.
    if not construction.graded and page.completion_rule in ("questions", "passed"):
        construction.blocking(
            "nothing_graded",
            "",
            gettext_lazy(
                "The unit is finished when “%(rule)s”, but no question counts in the"
                " score: make one count, or choose another rule."
            ),
            rule=dict(COMPLETION)[page.completion_rule],
        )


def lines_of(page: UnitPage, name: str) -> tuple[str, ...]:
    """Return the lines of a field, without what no document may hold."""
    return tuple(line for line in map(plain, page.lines(name)) if line)
