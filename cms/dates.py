"""Dates as rules count them, and as people write them."""

from datetime import date

from django.utils import formats
from django.utils.translation import get_language


def years_later(day: date, years: int) -> date:
    """Return the last day of a term of whole years: the same day of the month."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def long_date(day: date) -> str:
    """Write a date in words, in the current language: ``1er décembre 2026``.

    A moment is written as it is: bring it to local time first.
    """
    words = formats.date_format(day, "DATE_FORMAT")
    # French counts the first of a month, which no format of Django can say.
    if day.day == 1 and (get_language() or "").startswith("fr"):
        return f"1er{words.removeprefix('1')}"
    return words
