"""When a message may reach somebody: at working hours in France.

Pure. The hours, the week and the public holidays are those of metropolitan France; the
holidays are computed, from article L. 3133-1 of the labour code and the date of Easter.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Paris")
OPENING = time(7)
CLOSING = time(19)
SATURDAY = 5
FIXED_HOLIDAYS = frozenset(
    [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
)
"""Month and day."""
DAYS_AFTER_EASTER = frozenset([1, 39, 50])
"""Easter Monday, Ascension Day, Whit Monday."""


def next_courteous_moment(now: datetime) -> datetime:
    """Return the first moment from ``now`` on at which a message is no intrusion.

    That is ``now`` itself from 7 h to just before 19 h on a working day, else 7 h on
    the next one. ``now`` is aware.
    """
    local = now.astimezone(ZONE)
    day = local.date()
    if is_working_day(day):
        if OPENING <= local.time() < CLOSING:
            return now
        if local.time() < OPENING:
            return _opening(day)
    day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return _opening(day)


def is_working_day(day: date) -> bool:
    """Tell whether a day is from Monday to Friday and no public holiday."""
    return day.weekday() < SATURDAY and not is_public_holiday(day)


def is_public_holiday(day: date) -> bool:
    """Tell whether a day is one of the eleven public holidays."""
    fixed = (day.month, day.day) in FIXED_HOLIDAYS
    return fixed or (day - easter(day.year)).days in DAYS_AFTER_EASTER


def easter(year: int) -> date:
    """Return Easter Sunday of a Gregorian year, by the algorithm of Meeus."""
    century, of_century = divmod(year, 100)
    leap_centuries, centuries_left = divmod(century, 4)
    golden = year % 19
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - correction + 15) % 30
    leaps, years_left = divmod(of_century, 4)
    weekday = (32 + 2 * centuries_left + 2 * leaps - epact - years_left) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _opening(day: date) -> datetime:
    return datetime.combine(day, OPENING, tzinfo=ZONE)
