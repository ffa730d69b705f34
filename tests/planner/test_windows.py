"""Which days are read, and what they are compared with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from metrics.calendar import Calendar
from metrics.catalog import DEFAULT_DEFINITIONS, load_catalog
from metrics.errors import UnsafeQueryError
from metrics.model import Between, CalendarDefinition, FixedDate, Season
from metrics.planner import Window, plan
from metrics.planner.windows import read_windows
from metrics.query import MetricQuery, OrderBy, TimeRange

CALENDAR = Calendar(CalendarDefinition("America/New_York", "monday", 7, date(2022, 7, 1)))
AS_OF = date(2026, 10, 31)


def read(start, end, *, grain=None, compare_to=None, as_of=AS_OF):
    query = MetricQuery(
        ("m",),
        time_range=TimeRange(start and date.fromisoformat(start), date.fromisoformat(end)),
        grain=grain,
        compare_to=compare_to,
    )
    return read_windows(query, CALENDAR, as_of)


def test_a_finished_month_is_compared_with_the_whole_month_before():
    reading = read("2026-09-01", "2026-10-01", compare_to="previous_period")
    assert reading.windows == (Window(date(2026, 9, 1), date(2026, 9, 1), date(2026, 10, 1)),)
    assert reading.compared_range == TimeRange(date(2026, 8, 1), date(2026, 9, 1))
    assert reading.unfinished is None


def test_an_unfinished_quarter_is_compared_with_as_many_days_of_the_one_before():
    reading = read("2026-10-01", "2027-01-01", compare_to="previous_period")
    assert reading.read_range == TimeRange(date(2026, 10, 1), date(2026, 11, 1))
    assert reading.compared_range == TimeRange(date(2026, 7, 1), date(2026, 8, 1))
    assert reading.unfinished == date(2026, 10, 1)


def test_a_season_that_is_not_over_is_marked_and_compared_like_for_like():
    season = TimeRange(date(2026, 11, 1), date(2027, 1, 1))
    before = TimeRange(date(2025, 11, 1), date(2026, 1, 1))
    named = Season("holidays", "holidays", Between(FixedDate(11, 1), FixedDate(12, 31)))
    calendar = Calendar(replace(CALENDAR.definition, seasons=(named,)))
    query = MetricQuery(("m",), time_range=season, compare_to=before, naming="holidays")
    reading = read_windows(query, calendar, date(2026, 11, 20))
    assert reading.unfinished == date(2026, 11, 1)
    assert reading.compared_range == TimeRange(date(2025, 11, 1), date(2025, 11, 21))


def test_the_unfinished_month_of_a_series_is_cut_in_its_comparison_only():
    reading = read(
        "2026-08-01",
        "2026-11-01",
        grain="month",
        compare_to="previous_period",
        as_of=date(2026, 10, 10),
    )
    assert [(w.start, w.end) for w in reading.compared] == [
        (date(2026, 7, 1), date(2026, 8, 1)),
        (date(2026, 8, 1), date(2026, 9, 1)),
        (date(2026, 9, 1), date(2026, 9, 11)),
    ]
    assert reading.unfinished == date(2026, 10, 1)


def test_three_whole_months_are_compared_with_the_three_before():
    reading = read("2026-06-01", "2026-09-01", compare_to="previous_period")
    assert reading.compared_range == TimeRange(date(2026, 3, 1), date(2026, 6, 1))


def test_any_other_range_is_compared_with_as_many_days_before_it():
    reading = read("2026-06-10", "2026-06-20", compare_to="previous_period")
    assert reading.compared_range == TimeRange(date(2026, 5, 31), date(2026, 6, 10))


def test_the_year_before_moves_by_twelve_months_and_a_week_by_fifty_two_weeks():
    month = read("2024-02-01", "2024-03-01", compare_to="previous_year")
    assert month.compared_range == TimeRange(date(2023, 2, 1), date(2023, 3, 1))
    week = read("2026-10-05", "2026-10-12", compare_to="previous_year")
    assert week.compared_range == TimeRange(date(2025, 10, 6), date(2025, 10, 13))


def test_a_comparison_that_the_data_do_not_cover_whole_is_left_out():
    reading = read("2022-08-01", "2022-11-01", grain="month", compare_to="previous_year")
    assert reading.compared == ()
    assert read("2022-07-01", "2022-08-01", compare_to="previous_period").compared == ()


def test_periods_outside_the_history_are_not_shown_as_empty():
    reading = read("2022-05-15", "2022-09-01", grain="month")
    assert [w.period for w in reading.windows] == [date(2022, 7, 1), date(2022, 8, 1)]


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("2026-11-01", "2026-12-01", "E_BEYOND_DATA"),
        ("2020-01-01", "2021-01-01", "E_BEFORE_DATA"),
    ],
)
def test_a_range_without_any_data_is_refused_and_never_zero(start, end, code):
    with pytest.raises(UnsafeQueryError) as raised:
        read(start, end)
    assert raised.value.code == code


def test_too_many_periods_are_refused_with_the_way_out():
    with pytest.raises(UnsafeQueryError) as raised:
        read(None, "2026-11-01", grain="day")
    assert raised.value.code == "E_TOO_MANY_PERIODS"
    assert "coarser" in raised.value.next_step


def test_two_chosen_ranges_are_compared_as_totals_only():
    other = TimeRange(date(2025, 11, 28), date(2025, 12, 5))
    assert read("2026-10-01", "2026-10-08", compare_to=other).compared_range == other
    later = TimeRange(date(2026, 10, 1), date(2026, 10, 8))
    assert read("2025-10-01", "2025-10-08", compare_to=later).compared_range == later
    with pytest.raises(UnsafeQueryError):
        read("2026-10-01", "2026-11-01", grain="week", compare_to=other)


def test_a_reversed_range_is_no_range():
    with pytest.raises(UnsafeQueryError) as raised:
        TimeRange(date(2026, 2, 1), date(2026, 1, 1))
    assert raised.value.code == "E_EMPTY_RANGE"


def test_an_open_ended_range_is_compared_with_as_much_time_before_it():
    reading = read("2026-06-01", "2026-11-24", compare_to="previous_period")
    assert reading.read_range == TimeRange(date(2026, 6, 1), date(2026, 11, 1))
    assert reading.compared_range == TimeRange(date(2026, 1, 1), date(2026, 6, 1))
    assert reading.unfinished is None


def test_a_ranking_says_how_ties_and_absences_are_treated():
    query = MetricQuery(
        ("claims_reported",),
        ("region",),
        time_range=TimeRange(date(2026, 9, 1), date(2026, 10, 1)),
        order_by=(OrderBy("claims_reported", "asc"),),
        limit=1,
    )
    said = " ".join(plan(query, load_catalog(DEFAULT_DEFINITIONS), as_of=AS_OF).caveats)
    assert "tie" in said
    assert "Only what occurs" in said


def test_what_is_too_young_is_left_out_of_the_comparison_too():
    query = MetricQuery(
        ("m",),
        time_range=TimeRange(date(2026, 9, 1), date(2026, 10, 1)),
        compare_to="previous_period",
    )
    reading = read_windows(query, CALENDAR, AS_OF, date(2026, 9, 2))
    assert reading.compared_range == TimeRange(date(2026, 8, 1), date(2026, 8, 2))
    assert read_windows(query, CALENDAR, AS_OF, date(2026, 8, 2)).compared == ()


def test_the_day_before_a_leap_day_has_a_year_before():
    reading = read("2024-02-27", "2024-03-02", grain="day", compare_to="previous_year")
    assert [w.start for w in reading.compared] == [
        date(2023, 2, 27),
        date(2023, 2, 28),
        date(2023, 2, 28),
        date(2023, 3, 1),
    ]
    assert all((w.end - w.start).days == 1 for w in reading.compared)


def test_a_chosen_range_is_cut_like_the_unfinished_one_that_it_is_compared_with():
    other = TimeRange(date(2025, 10, 1), date(2026, 1, 1))
    reading = read("2026-10-01", "2027-01-01", compare_to=other)
    assert reading.compared_range == TimeRange(date(2025, 10, 1), date(2025, 11, 1))
