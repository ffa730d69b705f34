"""Periods of every grain are half-open, adjoin each other and respect the fiscal year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

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
