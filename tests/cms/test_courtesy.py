"""Messages reach people at working hours only."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.courtesy import (
    ZONE,
    easter,
    is_public_holiday,
    is_working_day,
    next_courteous_moment,
)


def paris(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "moment"),
    [
        pytest.param("2026-11-25 07:00", "2026-11-25 07:00", id="opening"),
        pytest.param("2026-11-25 06:59:59", "2026-11-25 07:00", id="just before"),
        pytest.param("2026-11-25 18:59:59", "2026-11-25 18:59:59", id="last second"),
        pytest.param("2026-11-25 19:00", "2026-11-26 07:00", id="closing"),
        pytest.param("2026-11-25 23:30", "2026-11-26 07:00", id="late"),
        pytest.param("2026-11-25 00:00", "2026-11-25 07:00", id="midnight"),
        pytest.param("2026-11-27 19:00", "2026-11-30 07:00", id="Friday evening"),
        pytest.param("2026-11-28 10:00", "2026-11-30 07:00", id="Saturday"),
        pytest.param("2026-11-29 20:00", "2026-11-30 07:00", id="Sunday"),
        pytest.param("2026-05-01 10:00", "2026-05-04 07:00", id="1 May, a Friday"),
        pytest.param("2027-03-29 10:00", "2027-03-30 07:00", id="Easter Monday"),
        pytest.param("2027-05-06 10:00", "2027-05-07 07:00", id="Ascension"),
        pytest.param("2027-05-17 06:00", "2027-05-18 07:00", id="Whit Monday"),
        pytest.param("2026-12-24 19:30", "2026-12-28 07:00", id="Christmas"),
        pytest.param("2026-12-31 19:00", "2027-01-04 07:00", id="new year"),
        pytest.param("2027-03-28 02:30", "2027-03-30 07:00", id="summer time begins"),
        pytest.param("2026-10-25 02:30", "2026-10-26 07:00", id="summer time ends"),
        pytest.param("2026-10-23 19:00", "2026-10-26 07:00", id="over the change"),
    ],
)
def test_next_courteous_moment__edges(now, moment):
    assert next_courteous_moment(paris(now)) == paris(moment)


@pytest.mark.parametrize(
    ("now", "moment"),
    [
        # Six hours in UTC are seven in Paris in winter, eight in summer.
        ("2026-01-12T05:59:00+00:00", "2026-01-12T06:00:00+00:00"),
        ("2026-07-13T05:00:00+00:00", "2026-07-13T05:00:00+00:00"),
        ("2026-07-13T17:00:00+00:00", "2026-07-15T05:00:00+00:00"),
    ],
)
def test_next_courteous_moment__hours_are_those_of_paris(now, moment):
    found = next_courteous_moment(datetime.fromisoformat(now))
    assert found == datetime.fromisoformat(moment)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)))
def test_next_courteous_moment__is_never_early_and_always_courteous(now):
    moment = next_courteous_moment(now)
    local = moment.astimezone(ZONE)
    assert now <= moment <= now + timedelta(days=6)
    assert 7 <= local.hour < 19
    assert is_working_day(local.date())
    assert next_courteous_moment(moment) == moment
    if moment > now:
        assert (local.hour, local.minute, local.second) == (7, 0, 0)


@pytest.mark.parametrize(
    "day",
    [
        "2000-04-23",
        "2008-03-23",
        "2011-04-24",
        "2024-03-31",
        "2025-04-20",
        "2026-04-05",
        "2027-03-28",
        "2038-04-25",
        "2285-03-22",
    ],
)
def test_easter__published_dates(day):
    assert easter(date.fromisoformat(day).year) == date.fromisoformat(day)


@given(st.integers(1900, 2200))
def test_easter__is_a_sunday_in_its_range(year):
    day = easter(year)
    assert day.weekday() == 6
    assert date(year, 3, 22) <= day <= date(year, 4, 25)


def test_public_holidays__the_eleven_of_a_year():
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [f"{day:%d/%m}" for day in days if is_public_holiday(day)] == [
        "01/01",
        "06/04",
        "01/05",
        "08/05",
        "14/05",
        "25/05",
        "14/07",
        "15/08",
        "01/11",
        "11/11",
        "25/12",
    ]
