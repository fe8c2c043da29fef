"""Days some years later, and dates in words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils.translation import override

from cms.dates import long_date, years_later


def test_years_later__is_the_same_day() -> None:
    assert years_later(date(2026, 2, 28), 3) == date(2029, 2, 28)


def test_years_later__of_a_leap_day() -> None:
    leap = date(2028, 2, 29)
    assert years_later(leap, 5) == date(2033, 2, 28)
    assert years_later(leap, 4) == leap + timedelta(days=1461)


@pytest.mark.parametrize(
    ("language", "day", "words"),
    [
        ("fr", date(2026, 9, 1), "1er septembre 2026"),
        ("fr", date(2026, 9, 11), "11 septembre 2026"),
        ("fr", date(2026, 11, 21), "21 novembre 2026"),
        ("en", date(2026, 9, 1), "Sept. 1, 2026"),
    ],
)
def test_long_date__is_written_as_people_do(language, day, words) -> None:
    with override(language):
        assert long_date(day) == words


def test_long_date__of_a_moment_is_that_of_the_place() -> None:
    template = Template("{% load dates %}{{ day|long_date }}, {{ none|long_date }}.")
    moment = datetime(2026, 8, 31, 22, 30, tzinfo=UTC)
    with override("fr"):
        shown = template.render(Context({"day": moment, "none": None}))
    assert shown == "1er septembre 2026, ."
