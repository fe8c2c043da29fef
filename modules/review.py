"""How long a unit whose review is overdue stays in lists. Pure."""

import calendar
from datetime import date

MONTHS_OVERDUE = 6


def overdue_limit(today: date) -> date:
    """Return the day before which a review must have been due to be six months late.

    The last day of a shorter month stands for the days that it does not have.
    """
    months = today.year * 12 + today.month - 1 - MONTHS_OVERDUE
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(today.day, last))
