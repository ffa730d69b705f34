"""The interpreter itself, held against answers that a person worked out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from metrics.query import Filter, MetricQuery, TimeRange, Transform
from tests.properties.days import Days, Wall, later, months_later
from tests.properties.interpreter import Interpreter
from tests.properties.rows import SCHEMA, Workshop

WALL = Wall("monday", 7, date(2023, 1, 10))
AS_OF = date(2024, 5, 31)
SPRING = TimeRange(date(2024, 3, 1), date(2024, 6, 1))
TOOLS = [
    {"id": 1, "maker": "Ace", "bought_on": None, "weight": 1.5},
    {"id": 2, "maker": None, "bought_on": None, "weight": None},
]
TAGS = [{"id": 1, "label": "red", "family": "x"}, {"id": 2, "label": "loud", "family": "x"}]
PAIRS = [
    {"id": number, "tool_id": tool, "tag_id": tag, "strength": None}
    for number, (tool, tag) in enumerate([(1, 1), (1, 2), (1, 2), (99, 1)])
]
RENTALS = [
    {"id": 1, "tool_id": 1, "fee": Decimal(4), "rented_on": date(2024, 3, 1)},
    {"id": 2, "tool_id": 2, "fee": None, "rented_on": date(2024, 3, 31)},
    {"id": 3, "tool_id": 99, "fee": Decimal(-1), "rented_on": date(2024, 5, 31)},
    {"id": 4, "tool_id": None, "fee": Decimal(2), "rented_on": date(2024, 6, 1)},
    {"id": 5, "tool_id": 1, "fee": Decimal(8), "rented_on": None},
]
SPELLS = [
    {"id": 1, "plan": "gold", "starts_on": date(2024, 3, 31), "ends_on": None},
    {"id": 2, "plan": "gold", "starts_on": date(2024, 4, 1), "ends_on": date(2024, 5, 1)},
    {"id": 3, "plan": "basic", "starts_on": date(2024, 4, 2), "ends_on": date(2024, 4, 2)},
]
EMPTY = dict.fromkeys(("customer_id", "kind", "level", "group", "Hours Out", "price"))


def answer(*metrics, **parts):
    tables = {"tool": TOOLS, "tag": TAGS, "tool_tag": PAIRS}
    tables["order"] = [{**EMPTY, **row} for row in RENTALS]
    tables["membership"] = [{**EMPTY, **row} for row in SPELLS]
    held = Workshop({name: tuple(tables.get(name, ())) for name in SCHEMA})
    return Interpreter(held, WALL, MetricQuery(metrics, **parts), AS_OF).rows()


def test_rows_count_in_their_month_and_not_after_the_last_day():
    found = answer("rentals", "fees", grain="month", time_range=SPRING)
    assert found == [
        (date(2024, 3, 1), 2, 4),
        (date(2024, 4, 1), 0, 0),
        (date(2024, 5, 1), 1, -1),
    ]


def test_orphans_and_the_unknown_share_a_row():
    assert answer("rentals", dimensions=("maker",), time_range=SPRING) == [(None, 2), ("Ace", 1)]


def test_a_row_counts_once_under_each_of_its_tags():
    found = answer("fees", dimensions=("tag_label",), time_range=SPRING)
    assert found == [("loud", 4), ("red", 4), (None, -1)]
    red = (Filter("tag_label", "in", ("red", "loud")),)
    assert answer("fees", filters=red, time_range=SPRING) == [(4,)]


def test_a_spell_is_open_from_its_first_day_up_to_the_day_before_its_last():
    found = answer("members", "members_before", grain="month", time_range=SPRING)
    assert [row[1:] for row in found] == [(1, 0), (2, 1), (1, 2)]
    days = 1 + 30 + 31 + 30
    assert answer("member_months", time_range=SPRING) == [(pytest.approx(days / 30.4375),)]


def test_a_comparison_is_of_the_period_before_and_a_rolling_value_of_more_days():
    found = answer("rentals", grain="month", time_range=SPRING, compare_to="previous_period")
    assert [row[1:4] for row in found] == [(2, 0, 2), (0, 2, -2), (1, 0, 1)]
    rolling = (Transform("rolling", "month", 2),)
    found = answer("rentals", grain="month", time_range=SPRING, transforms=rolling)
    assert [row[1] for row in found] == [2, 2, 1]


@pytest.mark.parametrize(
    ("day", "grain", "start", "end"),
    [
        ("2024-02-29", "week", "2024-02-26", "2024-03-04"),
        ("2024-02-29", "quarter", "2024-01-01", "2024-04-01"),
        ("2024-02-29", "fiscal_year", "2023-07-01", "2024-07-01"),
        ("2024-12-31", "year", "2024-01-01", "2025-01-01"),
    ],
)
def test_periods(day, grain, start, end):
    expected = Days(date.fromisoformat(start), date.fromisoformat(end))
    assert WALL.period(date.fromisoformat(day), grain) == expected


def test_months_end_where_they_end():
    assert months_later(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert months_later(date(2024, 3, 31), -13) == date(2023, 2, 28)
    assert later(date(2024, 2, 29), 1, "year") == date(2025, 2, 28)


def test_what_a_range_is_compared_with():
    february = Days(date(2024, 2, 1), date(2024, 3, 1))
    assert WALL.earlier(february, "previous_year") == Days(date(2023, 2, 1), date(2023, 3, 1))
    assert WALL.earlier(february, "previous_period") == Days(date(2024, 1, 1), date(2024, 2, 1))
    assert WALL.earlier(february, "aligned_weekday") == Days(date(2023, 2, 2), date(2023, 3, 3))
    week = Days(date(2024, 3, 4), date(2024, 3, 11))
    assert WALL.earlier(week, "previous_year") == Days(date(2023, 3, 6), date(2023, 3, 13))
