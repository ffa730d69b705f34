"""A rule gives the day that a wall calendar shows, in every year."""

from __future__ import annotations

import calendar as wall
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calendar import Calendar
from metrics.catalog import DEFAULT_DEFINITIONS, load_catalog
from metrics.model import (
    Between,
    CalendarDefinition,
    DaysFrom,
    Easter,
    FixedDate,
    ListedDays,
    ListedSpans,
    NamedDay,
    Season,
    WeekdayFrom,
    WeekdayOfMonth,
)
from metrics.query import TimeRange

DAY = timedelta(days=1)
YEARS = st.integers(1950, 2199)
WEEKDAYS = st.integers(0, 6)
MONTHS = st.integers(1, 12)
# The full moons before Easter by the year's golden number, as the Book of Common Prayer prints
# them for 1900 to 2199: (month, day).
FULL_MOONS = (
    *((4, 14), (4, 3), (3, 23), (4, 11), (3, 31), (4, 18), (4, 8), (3, 28), (4, 16), (4, 5)),
    *((3, 25), (4, 13), (4, 2), (3, 22), (4, 10), (3, 30), (4, 17), (4, 7), (3, 27)),
)


def company(*days, seasons=()):
    named = tuple(NamedDay(f"day_{n}", f"Day {n}", rule) for n, rule in enumerate(days))
    spans = tuple(Season(f"season_{n}", f"season {n}", span) for n, span in enumerate(seasons))
    return Calendar(
        CalendarDefinition("America/New_York", "monday", 7, date(2022, 7, 1), named, spans)
    )


def day_of(rule, year):
    found = company(rule).occurrence("day_0", year)
    if found is None:
        return None
    assert found.end - found.start == DAY
    return found.start


def weekdays_of(year, month, weekday):
    """All such days of a month, read off a printed month."""
    weeks = wall.Calendar().monthdatescalendar(year, month)
    return [week[weekday] for week in weeks if week[weekday].month == month]


@given(year=YEARS, month=MONTHS, weekday=WEEKDAYS, nth=st.sampled_from([1, 2, 3, 4, -1]))
def test_the_nth_weekday_of_a_month_is_that_of_the_printed_month(year, month, weekday, nth):
    days = weekdays_of(year, month, weekday)
    assert day_of(WeekdayOfMonth(nth, weekday, month), year) == days[nth - 1 if nth > 0 else nth]


@given(year=YEARS)
def test_easter_is_the_sunday_after_the_full_moon_of_the_prayer_book(year):
    moon = date(year, *FULL_MOONS[year % 19])
    sunday = moon + timedelta(days=6 - moon.weekday() or 7)
    assert day_of(Easter(), year) == sunday


@pytest.mark.parametrize("easter", ["2024-03-31", "2025-04-20", "2026-04-05", "2038-04-25"])
def test_easter_is_when_it_was_kept(easter):
    day = date.fromisoformat(easter)
    assert day_of(Easter(), day.year) == day


@given(year=YEARS, month=MONTHS, day=st.integers(1, 28), days=st.integers(-183, 183))
def test_an_offset_is_found_in_the_year_that_its_own_date_lies_in(year, month, day, days):
    moved = date(year, month, day) + timedelta(days=days)
    assert day_of(DaysFrom(days, FixedDate(month, day)), moved.year) == moved


@given(
    year=YEARS,
    month=st.integers(2, 11),
    day=st.integers(1, 28),
    weekday=WEEKDAYS,
    after=st.booleans(),
)
def test_a_weekday_from_a_day_is_within_a_week_and_never_that_day(
    year, month, day, weekday, after
):
    start = date(year, month, day)
    rule = WeekdayFrom(weekday, after, FixedDate(month, day))
    around = (start + timedelta(days=n if after else -n) for n in range(1, 8))
    expected = next(one for one in around if one.weekday() == weekday)
    assert day_of(rule, expected.year) == expected


def test_the_leap_day_is_in_leap_years_only():
    leap_day = FixedDate(2, 29)
    assert [y for y in range(2022, 2030) if day_of(leap_day, y)] == [2024, 2028]
    assert day_of(DaysFrom(1, leap_day), 2024) == date(2024, 3, 1)
    assert day_of(DaysFrom(1, leap_day), 2023) is None


def test_listed_days_are_in_their_own_years_only():
    launches = ListedDays((date(2024, 5, 14), date(2026, 5, 12)))
    assert day_of(launches, 2024) == date(2024, 5, 14)
    assert day_of(launches, 2025) is None
    assert day_of(DaysFrom(-1, launches), 2026) == date(2026, 5, 11)


def test_a_season_includes_its_last_day_and_may_cross_the_years_end():
    winter = Between(FixedDate(12, 1), DaysFrom(-1, FixedDate(3, 1)))
    found = company(seasons=(winter,))
    assert found.occurrence("season_0", 2023) == TimeRange(date(2023, 12, 1), date(2024, 3, 1))
    assert found.occurrence("season_0", 2022) == TimeRange(date(2022, 12, 1), date(2023, 3, 1))


def test_a_listed_season_has_the_dates_that_are_written():
    sale = ListedSpans(
        ((date(2024, 12, 27), date(2025, 1, 5)), (date(2025, 12, 29), date(2026, 1, 4)))
    )
    found = company(seasons=(sale,))
    assert found.occurrence("season_0", 2024) == TimeRange(date(2024, 12, 27), date(2025, 1, 6))
    assert found.occurrence("season_0", 2025) == TimeRange(date(2025, 12, 29), date(2026, 1, 5))
    assert found.occurrence("season_0", 2026) is None


def test_a_season_from_a_day_that_a_year_lacks_is_not_in_it():
    found = company(seasons=(Between(FixedDate(2, 29), FixedDate(3, 5)),))
    assert found.occurrence("season_0", 2023) is None
    assert found.occurrence("season_0", 2024) == TimeRange(date(2024, 2, 29), date(2024, 3, 6))


def test_a_name_that_is_not_defined_has_no_dates():
    assert company().occurrence("black_friday", 2026) is None
    assert company().named("black_friday") is None


def test_a_named_day_is_a_year_after_itself_and_not_after_a_date():
    found = load_catalog(DEFAULT_DEFINITIONS).calendar
    black_friday = found.occurrence("black_friday", 2025)
    assert black_friday == TimeRange(date(2025, 11, 28), date(2025, 11, 29))
    assert found.year_before(black_friday, "black_friday").start == date(2024, 11, 29)
    assert found.year_before(black_friday).start == date(2024, 11, 28)
    assert found.year_before(black_friday, "cyber_monday").start == date(2024, 11, 28)


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("thanksgiving", ["2023-11-23", "2024-11-28", "2025-11-27", "2026-11-26"]),
        ("black_friday", ["2023-11-24", "2024-11-29", "2025-11-28", "2026-11-27"]),
        ("cyber_monday", ["2023-11-27", "2024-12-02", "2025-12-01", "2026-11-30"]),
        ("good_friday", ["2023-04-07", "2024-03-29", "2025-04-18", "2026-04-03"]),
        ("memorial_day", ["2023-05-29", "2024-05-27", "2025-05-26", "2026-05-25"]),
        ("labor_day", ["2023-09-04", "2024-09-02", "2025-09-01", "2026-09-07"]),
        ("presidents_day", ["2023-02-20", "2024-02-19", "2025-02-17", "2026-02-16"]),
        ("mothers_day", ["2023-05-14", "2024-05-12", "2025-05-11", "2026-05-10"]),
    ],
)
def test_the_sample_companys_days_are_when_they_were(name, days):
    found = load_catalog(DEFAULT_DEFINITIONS).calendar
    assert [str(found.occurrence(name, int(day[:4])).start) for day in days] == days
