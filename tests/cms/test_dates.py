"""Days some years later."""

from datetime import date, timedelta

from cms.dates import years_later


def test_years_later__is_the_same_day() -> None:
    assert years_later(date(2026, 2, 28), 3) == date(2029, 2, 28)


def test_years_later__of_a_leap_day() -> None:
    leap = date(2028, 2, 29)
    assert years_later(leap, 5) == date(2033, 2, 28)
    assert years_later(leap, 4) == leap + timedelta(days=1461)
