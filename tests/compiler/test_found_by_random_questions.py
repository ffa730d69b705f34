"""Wrong numbers that the property tests found, each as the smallest question and rows.

The company is the workshop of ``tests/properties``; every answer here is worked out by hand.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from metrics.compiler import compile_plan
from metrics.errors import UnsafeQueryError
from metrics.governance import OPERATOR, decide
from metrics.planner import plan
from metrics.query import Filter, MetricQuery, OrderBy, TimeRange, Transform
from tests.properties.definitions import workshop
from tests.properties.rows import SCHEMA, Workshop

AS_OF = date(2024, 5, 31)
SPRING = TimeRange(date(2024, 3, 1), date(2024, 6, 1))
MAY = TimeRange(date(2024, 5, 1), date(2024, 6, 1))


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    return workshop(tmp_path_factory.mktemp("workshop"), "monday")


@pytest.fixture
def ask(catalog):
    """A function from tables, metrics and the parts of a query to the rows by DuckDB."""

    def rows(tables, *metrics, as_of=AS_OF, **parts):
        held = Workshop({name: tuple(tables.get(name, ())) for name in SCHEMA})
        query = MetricQuery(metrics, **parts)
        statement = compile_plan(decide(plan(query, catalog, as_of=as_of), OPERATOR, catalog))
        with duckdb.connect() as connection:
            connection.execute(held.script())
            return connection.execute(statement.sql, statement.parameters).fetchall()

    return rows


def rental(number, day, fee=None, **more):
    empty = dict.fromkeys(("customer_id", "tool_id", "kind", "level", "group", "Hours Out"))
    row = {"id": number, **empty, "fee": fee, "rented_on": date.fromisoformat(day), **more}
    return {name: row[name] for name in ("id", *empty, "fee", "rented_on")}


def rentals(*days):
    return {"order": [rental(number, day, Decimal(1)) for number, day in enumerate(days)]}


def member(number, starts, ends, plan_="gold"):
    row = {"id": number, "customer_id": None, "plan": plan_, "price": Decimal(8)}
    dates = {"starts_on": date.fromisoformat(starts), "ends_on": ends and date.fromisoformat(ends)}
    return {**row, **dates}


def test_a_median_between_two_amounts_is_not_rounded_to_their_cents(ask):
    rows = {
        "order": [
            rental(1, "2024-05-01", Decimal("0.25")),
            rental(2, "2024-05-02", Decimal("0.50")),
        ]
    }
    assert ask(rows, "median_fee", time_range=MAY) == [(0.375,)]


@pytest.mark.parametrize(
    ("op", "value", "count"), [("in", True, 1), ("<", True, 2), (">=", False, 3)]
)
def test_a_condition_on_a_dimension_that_is_a_comparison_holds_for_the_whole_of_it(
    ask, op, value, count
):
    hours = {1: 80, 2: 2, 3: 24, 4: None}
    rows = {"order": [rental(n, "2024-05-01", **{"Hours Out": h}) for n, h in hours.items()]}
    assert ask(rows, "rentals", filters=(Filter("is_long", op, (value,)),)) == [(count,)]


def test_a_spell_that_closes_on_the_day_it_opens_is_nowhere(ask):
    rows = {
        "membership": [
            member(1, "2024-05-03", "2024-05-03"),
            member(2, "2024-05-09", "2024-05-04"),
        ]
    }
    assert ask(rows, "gold_months", time_range=MAY) == [(None,)]
    assert ask(rows, "member_months", dimensions=("plan",), time_range=MAY) == []


def test_what_follows_after_the_last_day_with_data_is_not_known_yet(ask):
    rows = {
        "customer": [
            {"id": 1, "town_code": None, "segment": None, "joined_on": date(2024, 5, 20)}
        ],
        "order": [
            rental(n, day, customer_id=1) for n, day in ((1, "2024-05-31"), (2, "2024-06-01"))
        ],
    }
    assert ask(rows, "later_rentals", time_range=MAY) == [(1,)]
    assert ask(rows, "later_rentals", time_range=MAY, as_of=date(2024, 6, 1)) == [(2,)]


def test_what_is_too_young_is_left_out_of_time_in_spells_too(ask):
    """Ten days must pass: both sides of the ratio are read through May 21."""
    rows = rentals("2024-03-05") | {"membership": [member(1, "2024-05-12", None)]}
    days = 10  # May 12 to 21
    assert ask(rows, "settled_per_month", time_range=SPRING) == [(pytest.approx(30.4375 / days),)]


def test_a_rolling_value_ends_where_its_rows_are_old_enough(ask):
    """Through March 31, a month and thirty days before May 31: so since March 25, not May 25."""
    rows = rentals("2024-03-24", "2024-03-25", "2024-03-31", "2024-04-01")
    weekly = (Transform("rolling", "week", 1),)
    assert ask(rows, "settled_rentals", time_range=SPRING, transforms=weekly) == [(2,)]


def test_a_metric_keeps_the_maturity_of_what_it_is_made_of(ask, catalog):
    """Twice a share that needs twenty days, and what needs a month and thirty: each by its own."""
    rows = rentals("2024-03-01", "2024-05-11", "2024-05-12")
    rows["order"][0]["tool_id"] = rows["order"][2]["tool_id"] = 1
    repair = {"repair_id": 1, "load_id": 1, "tool_id": 1, "cost": None}
    rows["repair_load"] = [{**repair, "opened_at": date(2024, 5, 12)}]
    assert ask(rows, "repaired_share", time_range=SPRING) == [(0.0,)]
    assert ask(rows, "settled_plus", time_range=SPRING) == [(1.0,)]
    planned = plan(MetricQuery(("settled_plus",), time_range=SPRING), catalog, as_of=AS_OF)
    assert sum("It takes time." in caveat for caveat in planned.caveats) == 2


def test_one_metric_that_waits_does_not_cut_what_another_is_compared_with(ask):
    april = TimeRange(date(2024, 4, 1), date(2024, 5, 1))
    rows = rentals("2024-03-02", "2024-03-31", "2024-04-02", "2024-04-30")
    both = ask(
        rows,
        "rentals",
        "settled_rentals",
        time_range=april,
        compare_to="previous_period",
        as_of=date(2024, 6, 10),
    )
    assert both == [(2, 2, 0, 0.0, 1, 1, 0, 0.0)]


def test_a_cumulative_comparison_is_empty_where_its_range_is_not_covered_from_its_first_day(ask):
    """History starts on January 10, 2023: the year before has no November 2022."""
    range_ = TimeRange(date(2023, 11, 1), date(2024, 3, 1))
    rows = rentals("2023-01-15", "2023-02-02", "2023-11-05", "2024-02-03")
    found = ask(
        rows,
        "rentals",
        time_range=range_,
        grain="month",
        compare_to="previous_year",
        transforms=(Transform("cumulative"),),
    )
    assert [row[1:3] for row in found] == [(1, None), (1, None), (1, None), (2, None)]


def test_what_is_cumulative_since_the_data_begin_does_not_start_over_with_a_comparison(ask):
    history = TimeRange(date(2023, 1, 10), date(2023, 3, 1))
    rows = rentals("2023-01-20", "2023-04-20", "2023-05-20")
    found = ask(
        rows,
        "fees_ever",
        time_range=history,
        compare_to=TimeRange(date(2023, 5, 1), date(2023, 6, 1)),
    )
    assert found[0][:2] == (1, 3)


def test_all_history_can_be_compared_with(ask):
    rows = rentals("2023-02-01", "2024-01-01", "2024-05-05")
    found = ask(rows, "rentals", time_range=MAY, compare_to=TimeRange(None, date(2024, 5, 1)))
    assert found[0][:2] == (1, 2)


def test_a_cumulative_metric_has_shares_by_a_dimension_and_none_over_time(ask):
    rows = {
        "order": [
            rental(1, "2024-05-01", Decimal(3), group="late"),
            rental(2, "2024-05-02", Decimal(1)),
        ]
    }
    share = (Transform("share"),)
    found = ask(
        rows, "fees_rolling", dimensions=("rental_group",), time_range=MAY, transforms=share
    )
    assert found == [("late", 3, 0.75), (None, 1, 0.25)]
    for metric in ("fees_rolling", "rolling_net"):
        with pytest.raises(UnsafeQueryError) as raised:
            ask(rows, metric, grain="month", time_range=SPRING, transforms=share)
        assert raised.value.code == "E_SEMI_ADDITIVE"


def test_a_contribution_is_to_the_change_of_the_total_though_a_part_has_no_change_of_its_own(ask):
    days = {"A": ("2024-04-02", "2024-05-02", "2024-05-03"), "B": ("2024-05-02",) * 3}
    tools = [{"id": n, "maker": m, "bought_on": None, "weight": None} for n, m in enumerate(days)]
    orders = [
        rental(number * 10 + place, day, tool_id=number, group="late")
        for number, maker in enumerate(days)
        for place, day in enumerate(days[maker])
    ]
    found = ask(
        {"tool": tools, "order": orders},
        "late_rentals",
        dimensions=("maker",),
        time_range=MAY,
        compare_to="previous_period",
        transforms=(Transform("contribution"),),
        order_by=(OrderBy("maker", "asc"),),
    )
    assert [(row[0], row[1], row[2], row[-1]) for row in found] == [
        ("A", 2, 1, 0.25),
        ("B", 3, None, None),
    ]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({}, [(None,)]),
        ({"dimensions": ("rental_group",)}, []),
        ({"grain": "month"}, [(date(2024, 5, 1), None)]),
        ({"grain": "month", "dimensions": ("rental_group",)}, []),
    ],
)
def test_where_all_is_too_young_there_is_no_value(ask, parts, expected):
    assert ask(rentals("2024-05-05"), "settled_rentals", time_range=MAY, **parts) == expected


@pytest.mark.parametrize(
    ("metric", "parts"),
    [
        ("rentals", {"dimensions": ("rental_group",)}),
        ("rentals", {"filters": (Filter("rental_group", "in", ("late",)),)}),
        ("rentals", {"transforms": (Transform("rolling", "month", 3),)}),
    ],
)
def test_a_goal_for_all_of_a_month_is_not_held_against_a_part_or_against_more(ask, metric, parts):
    with pytest.raises(UnsafeQueryError) as raised:
        ask({}, metric, time_range=MAY, compare_to="goal", **parts)
    assert raised.value.code == "E_NO_GOAL"


def test_a_goal_of_a_rate_is_held_against_each_part(ask):
    rows = {"order": [rental(1, "2024-05-01", Decimal(3), group="late")]}
    found = ask(
        rows, "average_fee", dimensions=("rental_group",), time_range=MAY, compare_to="goal"
    )
    assert found == [("late", 3.0, 2.5, 0.5, 0.2)]
