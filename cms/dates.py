"""Dates as rules count them."""

from datetime import date


def years_later(day: date, years: int) -> date:
    """Return the last day of a term of whole years: the same day of the month."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
