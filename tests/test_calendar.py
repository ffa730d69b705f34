"""Periods of every grain are half-open, adjoin each other and respect the fiscal year."""

from __future__ import annotations

import calendar as wall
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calendar import Calendar, add_months
from metrics.model import GRAINS, CalendarDefinition
from metrics.query import TimeRange


def calendar(week_start="monday", fiscal_start_month=7):
    return Calendar(
        CalendarDefinition(
            time_zone="America/New_York",
            week_start=week_start,
            fiscal_start_month=fiscal_start_month,
            history_starts=date(2022, 7, 1),
        )
    )


DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@given(day=DAYS, grain=st.sampled_from(GRAINS), month=st.integers(1, 12))
def test_a_day_lies_in_its_period_and_periods_adjoin(day, grain, month):
    company = calendar(fiscal_start_month=month)
    period = company.period(day, grain)
    assert period.start <= day < period.end
    assert company.period(day, grain, 1).start == period.end
    assert company.period(day, grain, -1).end == period.start


@given(day=DAYS, days=st.integers(1, 400), grain=st.sampled_from(GRAINS))
def test_the_spine_covers_a_range_without_gap(day, days, grain):
    company = calendar()
    within = TimeRange(day, day + timedelta(days=days))
    spine = list(company.spine(within, grain))
    assert spine[0] <= day < company.shift(spine[0], grain, 1)
    assert spine[-1] < within.end <= company.shift(spine[-1], grain, 1)
    assert all(company.shift(a, grain, 1) == b for a, b in pairwise(spine))


def test_the_fiscal_year_is_named_by_the_year_it_ends_in():
    company = calendar()
    assert company.fiscal_year(2027) == TimeRange(date(2026, 7, 1), date(2027, 7, 1))
    assert company.fiscal_year_number(date(2026, 6, 30)) == 2026
    assert company.fiscal_year_number(date(2026, 7, 1)) == 2027


def test_a_fiscal_year_that_starts_in_january_is_the_calendar_year():
    company = calendar(fiscal_start_month=1)
    assert company.fiscal_year(2026) == TimeRange(date(2026, 1, 1), date(2027, 1, 1))


def test_a_fiscal_year_that_starts_in_february_has_its_own_quarters():
    company = calendar(fiscal_start_month=2)
    assert company.start_of(date(2026, 1, 31), "fiscal_quarter") == date(2025, 11, 1)
    assert company.start_of(date(2026, 2, 1), "fiscal_quarter") == date(2026, 2, 1)


def test_weeks_start_on_the_day_that_the_company_says():
    assert calendar().start_of(date(2026, 11, 22), "week") == date(2026, 11, 16)
    assert calendar("sunday").start_of(date(2026, 11, 22), "week") == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 12, 31), -1, date(2024, 11, 30)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2024, 1, 15), 11, date(2024, 12, 15)),
    ],
)
def test_months_are_added_without_spilling_over(day, months, expected):
    assert add_months(day, months) == expected


def test_today_is_the_companys_date_and_not_the_servers():
    late_evening = datetime(2026, 11, 1, 3, 30, tzinfo=UTC)
    assert calendar().today(late_evening) == date(2026, 10, 31)
    assert calendar().today(datetime(2026, 11, 1, 3, 30)) == date(2026, 11, 1)  # noqa: DTZ001 - local on purpose


def test_before_a_weekend_is_the_weekend_before_and_before_two_other_days_are_two_days():
    company = calendar()
    weekend = TimeRange(date(2026, 10, 31), date(2026, 11, 2))
    earlier = TimeRange(date(2026, 10, 24), date(2026, 10, 26))
    assert company.before(weekend, None, "previous_period") == earlier
    friday = TimeRange(date(2026, 10, 30), date(2026, 11, 1))
    days = TimeRange(date(2026, 10, 28), date(2026, 10, 30))
    assert company.before(friday, None, "previous_period") == days


def as_counted(first, last):
    return TimeRange(first, last + timedelta(days=1))


@pytest.mark.parametrize(
    ("first", "last", "before_first", "before_last"),
    [
        ("2024-02-29", "2024-02-29", "2023-02-28", "2023-02-28"),
        ("2025-02-28", "2025-02-28", "2024-02-28", "2024-02-28"),
        ("2024-02-15", "2024-03-10", "2023-02-15", "2023-03-10"),
        ("2025-02-15", "2025-03-10", "2024-02-15", "2024-03-10"),
        ("2024-02-01", "2024-02-29", "2023-02-01", "2023-02-28"),
        ("2025-02-01", "2025-02-28", "2024-02-01", "2024-02-29"),
        ("2024-02-29", "2024-03-01", "2023-02-28", "2023-03-01"),
        ("2024-01-01", "2024-12-31", "2023-01-01", "2023-12-31"),
        ("2023-07-01", "2024-06-30", "2022-07-01", "2023-06-30"),
        ("2024-12-30", "2025-01-05", "2024-01-01", "2024-01-07"),
    ],
)
def test_a_year_before_a_leap_day_loses_no_other_day(first, last, before_first, before_last):
    days = as_counted(date.fromisoformat(first), date.fromisoformat(last))
    before = as_counted(date.fromisoformat(before_first), date.fromisoformat(before_last))
    assert calendar().year_before(days) == before


@given(first=DAYS, days=st.integers(1, 500))
def test_a_range_a_year_before_keeps_its_length_but_for_a_leap_day(first, days):
    within = TimeRange(first, first + timedelta(days=days))
    company = calendar()
    before = company.year_before(within)
    assert before.start < within.start
    assert abs((before.end - before.start).days - days) <= 1
    if company.grain_of(within) != "week":
        assert (before.start.month, before.start.year) == (first.month, first.year - 1)


@given(day=DAYS)
def test_weeks_are_those_of_the_standard_across_years_of_53(day):
    week = calendar().period(day, "week")
    assert {d.isocalendar()[:2] for d in days_of(week)} == {day.isocalendar()[:2]}
    assert len(days_of(week)) == 7


@given(day=DAYS)
def test_a_week_that_starts_on_sunday_is_a_row_of_the_printed_month(day):
    rows = wall.Calendar(firstweekday=wall.SUNDAY).monthdatescalendar(day.year, day.month)
    assert days_of(calendar("sunday").period(day, "week")) in rows


@pytest.mark.parametrize("year", [2020, 2026])
def test_a_year_of_53_weeks_has_no_gap_and_no_week_twice(year):
    weeks = list(calendar().spine(TimeRange(date(year, 1, 1), date(year + 1, 1, 1)), "week"))
    assert len(weeks) == 53
    assert weeks[-1] == date(year, 12, 28)
    last = calendar().period(weeks[-1], "week")
    assert calendar().year_before(last).start == weeks[-1] - timedelta(weeks=52)


@given(day=DAYS, month=st.integers(1, 12))
def test_a_fiscal_year_is_twelve_whole_months_and_four_quarters(day, month):
    company = calendar(fiscal_start_month=month)
    year = company.period(day, "fiscal_year")
    assert (year.start.month, year.start.day) == (month, 1)
    assert company.fiscal_year(company.fiscal_year_number(day)) == year
    assert (year.end - timedelta(days=1)).year == company.fiscal_year_number(day)
    quarters = list(company.spine(year, "fiscal_quarter"))
    assert [(q.year * 12 + q.month - year.start.year * 12 - month) for q in quarters] == [
        0,
        3,
        6,
        9,
    ]


@pytest.mark.parametrize(
    ("instant", "local"),
    [
        ("2026-03-08T04:59:59", "2026-03-07"),
        ("2026-03-08T05:00:00", "2026-03-08"),  # midnight, still winter time
        ("2026-03-09T03:30:00", "2026-03-08"),  # 23:30 of a day of 23 hours
        ("2026-03-09T03:59:59", "2026-03-08"),
        ("2026-03-09T04:00:00", "2026-03-09"),  # midnight, summer time
        ("2026-11-01T03:59:59", "2026-10-31"),
        ("2026-11-01T04:00:00", "2026-11-01"),  # midnight, still summer time
        ("2026-11-02T04:30:00", "2026-11-01"),  # 23:30 of a day of 25 hours
        ("2026-11-02T04:59:59", "2026-11-01"),
        ("2026-11-02T05:00:00", "2026-11-02"),  # midnight, winter time
    ],
)
def test_today_turns_at_local_midnight_when_the_clocks_change(instant, local):
    now = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert calendar().today(now).isoformat() == local


@pytest.mark.parametrize("turn", ["2024-03-10", "2024-11-03", "2026-03-08", "2026-11-01"])
def test_every_local_half_hour_of_a_day_that_the_clocks_change_is_that_day(turn):
    day = date.fromisoformat(turn)
    zone = ZoneInfo("America/New_York")
    midnight, next_midnight = (
        datetime(d.year, d.month, d.day, tzinfo=zone).astimezone(UTC)
        for d in (day, day + timedelta(days=1))
    )
    hours = (next_midnight - midnight) / timedelta(hours=1)
    assert hours == (23 if day.month == 3 else 25)
    moments = [midnight + timedelta(minutes=30 * n) for n in range(int(hours * 2))]
    assert {calendar().today(moment) for moment in moments} == {day}


def days_of(within):
    return [within.start + timedelta(days=n) for n in range((within.end - within.start).days)]
