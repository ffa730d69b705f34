"""What a phrase means changes with the day on which it is said."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.language import Clarification, Interpretation, OutOfScope
from metrics.query import TimeRange

THANKSGIVING, JANUARY, LEAP_DAY = "2026-11-26", "2027-01-15", "2028-02-29"


@pytest.fixture
def on(ask):
    """``on(day, question)``: what is read when it is asked on that day."""

    def read(day, text):
        morning = datetime.fromisoformat(f"{day}T09:00").replace(
            tzinfo=ZoneInfo("America/New_York")
        )
        return ask(text, now=morning)

    return read


def days(start, end):
    return TimeRange(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("day", "phrase", "start", "end"),
    [
        (THANKSGIVING, "on Thanksgiving", "2026-11-26", "2026-11-27"),
        (THANKSGIVING, "last Thanksgiving", "2025-11-27", "2025-11-28"),
        (THANKSGIVING, "from Thanksgiving to Christmas", "2025-11-27", "2025-12-26"),
        (THANKSGIVING, "week of Black Friday", "2025-11-24", "2025-12-01"),
        (THANKSGIVING, "this holiday season", "2026-11-01", "2027-01-01"),
        (JANUARY, "last Thanksgiving", "2026-11-26", "2026-11-27"),
        (JANUARY, "from Thanksgiving to Christmas", "2026-11-26", "2026-12-26"),
        (JANUARY, "this winter", "2026-12-01", "2027-03-01"),
        (JANUARY, "last winter", "2025-12-01", "2026-03-01"),
        (JANUARY, "last week", "2027-01-04", "2027-01-11"),
        (JANUARY, "week of December 31", "2026-12-28", "2027-01-04"),
        (LEAP_DAY, "on Feb 29", "2028-02-29", "2028-03-01"),
        (LEAP_DAY, "yesterday", "2028-02-28", "2028-02-29"),
        (LEAP_DAY, "same day last year", "2027-02-28", "2027-03-01"),
        (LEAP_DAY, "same month last year", "2027-02-01", "2027-03-01"),
        ("2027-02-28", "same day last year", "2026-02-28", "2026-03-01"),
        ("2029-02-28", "same day last year", "2028-02-28", "2028-02-29"),
        (LEAP_DAY, "last month", "2028-01-01", "2028-02-01"),
        (LEAP_DAY, "winter", "2027-12-01", "2028-03-01"),
    ],
)
def test_a_phrase_is_read_from_the_day_on_which_it_is_said(on, day, phrase, start, end):
    outcome = on(day, f"orders {phrase}")
    assert isinstance(outcome, Interpretation), outcome
    assert outcome.query.time_range == days(start, end)


@pytest.mark.parametrize(
    ("question", "compare_to"),
    [
        ("orders between Thanksgiving and Christmas vs a year ago", ("2024-11-28", "2024-12-26")),
        ("orders from Black Friday to Cyber Monday year over year", ("2024-11-29", "2024-12-03")),
        ("orders since Black Friday vs a year ago", ("2024-11-29", "2025-11-27")),
    ],
)
def test_a_range_between_named_days_is_compared_with_that_between_them_then(
    on, question, compare_to
):
    assert on(THANKSGIVING, question).query.compare_to == days(*compare_to)


def test_days_of_one_month_that_are_turned_round_are_asked_back(on):
    assert not isinstance(on(THANKSGIVING, "orders from Nov 10 to Nov 20 2026"), Clarification)
    assert isinstance(on(THANKSGIVING, "orders from Nov 20 to Nov 10 2026"), Clarification)


def test_two_months_whose_years_were_not_said_may_be_of_one_year(on):
    outcome = on(THANKSGIVING, "orders November vs December")
    assert isinstance(outcome, Clarification)
    assert [(o.query.time_range.start, o.query.compare_to.start) for o in outcome.options] == [
        (date(2026, 11, 1), date(2025, 12, 1)),
        (date(2025, 12, 1), date(2025, 11, 1)),
    ]
    january = on(JANUARY, "orders November vs December").query
    assert (january.time_range.start, january.compare_to.start) == (
        date(2026, 12, 1),
        date(2026, 11, 1),
    )


def test_this_season_is_the_coming_one_unless_one_is_just_over(on):
    assert isinstance(on(THANKSGIVING, "orders this Black Friday"), OutOfScope)
    outcome = on(JANUARY, "orders this holiday season")
    assert isinstance(outcome, Clarification)
    assert "Nov 1 \u2013 Dec 31, 2027 is still to come" in outcome.question
    assert [o.query.time_range for o in outcome.options] == [days("2026-11-01", "2027-01-01")]


@pytest.mark.parametrize("day", ["2026-03-08", "2026-11-01"])
def test_today_is_one_day_also_when_it_has_23_or_25_hours(ask, day):
    for clock in ("00:30", "23:30"):
        moment = datetime.fromisoformat(f"{day}T{clock}").replace(
            tzinfo=ZoneInfo("America/New_York")
        )
        within = ask("orders today", now=moment.astimezone(ZoneInfo("UTC"))).query.time_range
        assert within.start.isoformat() == day
