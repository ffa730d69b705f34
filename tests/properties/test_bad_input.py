"""Questions that cannot be answered, asked at the front door: a typed error or the right answer.

Never an exception of another kind, never an engine's words, never a table that is empty without a
word.
"""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

import pytest

from metrics.catalog import CatalogSource
from metrics.errors import NoPathError, QueryError
from metrics.governance import OPERATOR
from metrics.layer import SemanticLayer
from metrics.query import Filter, Having, MetricQuery, OrderBy, TimeRange, Transform
from metrics.warehouse import open_warehouse, publish
from tests.properties.definitions import METRICS, workshop
from tests.properties.rows import Workshop, made_of

NOW = datetime(2024, 5, 31, 12, tzinfo=UTC)
LATER = datetime(2030, 1, 1, tzinfo=UTC)
SPRING = TimeRange(date(2024, 3, 1), date(2024, 6, 1))
SEED = 13
WAITING = (
    "rentals_known",
    "rentals_per_customer",
    "closed_fees",
)  # private, or refused


def layer_over(folder, tables):
    path = folder / "company.duckdb"
    publish(path, lambda connection: connection.execute(tables))
    return open_warehouse(f"duckdb:///{path}", workers=1)


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """A function from metrics and the parts of a query to the result of the front door."""
    folder = tmp_path_factory.mktemp("workshop")
    workshop(folder, "monday")
    with layer_over(folder, made_of(SEED).script()) as warehouse:
        layer = SemanticLayer(CatalogSource(folder), warehouse)

        def asked(*metrics, now=NOW, **parts):
            query = MetricQuery(metrics, **{"time_range": SPRING, **parts})
            return layer.ask(query, OPERATOR, now=now)

        yield asked


def code_of(ask, *metrics, **parts):
    with pytest.raises(QueryError) as raised:
        ask(*metrics, **parts)
    error = raised.value
    assert error.message.endswith((".", "?")), error.message
    assert len(error.message) < 300
    return error.code


@pytest.mark.parametrize(
    ("metrics", "parts", "near"),
    [
        (("rental",), {}, "rentals"),
        (("rentals_known",), {}, None),  # a private part of another metric
        (("rentals",), {"dimensions": ("makr",)}, "maker"),
        (("rentals",), {"filters": (Filter("makr", "in", ("Ace",)),)}, "maker"),
        (("rentals",), {"order_by": (OrderBy("rental"),)}, "rentals"),
        (("rentals",), {"having": (Having("rental", ">", (1,)),)}, "rentals"),
        (("rentals_repaired",), {"parameters": (("day", 7),)}, "days"),
        (("rentals; drop table tool",), {}, None),
        (("",), {}, None),
        (("rentals",), {"dimensions": ("sum(fee)",)}, None),
    ],
)
def test_an_unknown_name_comes_back_with_the_near_ones(ask, metrics, parts, near):
    with pytest.raises(QueryError) as raised:
        ask(*metrics, **parts)
    assert raised.value.code == "E_NAME_NOT_FOUND"
    assert near is None or near in raised.value.near


def test_a_dimension_that_a_metric_does_not_have_is_refused_with_those_it_has(ask):
    with pytest.raises(NoPathError) as raised:
        ask("repairs", dimensions=("segment",))
    assert "maker" in raised.value.near


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        (Filter("fees", ">", (3,)), "E_AGGREGATE_IN_WHERE"),
        (Filter("sum(fee)", ">", (3,)), "E_NAME_NOT_FOUND"),
        (Filter("maker", "in", ()), "E_BAD_VALUE"),
        (Filter("maker", ">", ("a", "b")), "E_BAD_VALUE"),
        (Filter("maker", "is_null", ("a",)), "E_BAD_VALUE"),
        (Filter("maker", "between", ("b", "a")), "E_BAD_VALUE"),
        (Filter("maker", "like", ("a%",)), "E_BAD_QUERY"),
        (Filter("maker", "in", ("\ud800",)), "E_BAD_VALUE"),
        (Filter("county_zone", "<", (2.5,)), "E_BAD_VALUE"),
        (Filter("county_zone", "in", (True,)), "E_BAD_VALUE"),
        (Filter("county_zone", "in", ("two",)), "E_BAD_VALUE"),
        (Filter("county_zone", "<", (math.inf,)), "E_BAD_VALUE"),
        (Filter("county_zone", "<", (2**200,)), "E_BAD_VALUE"),
        (Filter("county_zone", "<", (10**4000,)), "E_BAD_VALUE"),
        (Filter("tool_weight", "<", (math.nan,)), "E_BAD_VALUE"),
        (Filter("tool_weight", "<", (-math.inf,)), "E_BAD_VALUE"),
        (Filter("tool_weight", "<", ("nan",)), "E_BAD_VALUE"),
        (Filter("tool_weight", "<", (10**400,)), "E_BAD_VALUE"),
        (Filter("tool_bought_on", "<", (5,)), "E_BAD_VALUE"),
        (Filter("tool_bought_on", "<", ("2024-13-01",)), "E_BAD_VALUE"),
        (Filter("is_long", "in", ("maybe",)), "E_BAD_VALUE"),
        (Filter("maker", "in", tuple(f"m{n}" for n in range(10_001))), "E_BAD_VALUE"),
    ],
)
def test_a_condition_that_means_nothing_is_refused(ask, condition, code):
    assert code_of(ask, "rentals", filters=(condition,)) == code


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        (Having("maker", "in", (1,)), "E_NON_AGGREGATE_IN_HAVING"),
        (Having("rentals", "<", (math.nan,)), "E_BAD_VALUE"),
        (Having("rentals", "<", (math.inf,)), "E_BAD_VALUE"),
        (Having("rentals", "<", (2**200,)), "E_BAD_VALUE"),
        (Having("rentals", "in", ("1",)), "E_BAD_VALUE"),
        (Having("rentals", ">", (True,)), "E_BAD_VALUE"),
        (Having("rentals", "between", (3, 1)), "E_BAD_VALUE"),
        (Having("rentals", "in", ()), "E_BAD_VALUE"),
    ],
)
def test_a_condition_on_the_result_that_means_nothing_is_refused(ask, condition, code):
    assert code_of(ask, "rentals", dimensions=("maker",), having=(condition,)) == code


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"limit": 0}, "E_LIMIT"),
        ({"limit": -1}, "E_LIMIT"),
        ({"limit": 2.5}, "E_LIMIT"),
        ({"limit": True}, "E_LIMIT"),
        ({"limit": 10**30}, "E_LIMIT"),
        ({"grain": "fortnight"}, "E_BAD_QUERY"),
        ({"compare_to": "next_year"}, "E_BAD_QUERY"),
        ({"order_by": (OrderBy("rentals", "sideways"),)}, "E_BAD_QUERY"),
        ({"transforms": (Transform("wobble"),)}, "E_BAD_QUERY"),
        ({"transforms": (Transform("rolling", None, 3),)}, "E_TRANSFORM"),
        ({"transforms": (Transform("rolling", "month", 0),)}, "E_TRANSFORM"),
        ({"transforms": (Transform("rolling", "month", 1.5),)}, "E_TRANSFORM"),
        ({"transforms": (Transform("rolling", "month", 10**9),)}, "E_BEFORE_DATA"),
        ({"transforms": (Transform("rolling", "day", 10**12),)}, "E_BEFORE_DATA"),
        ({"transforms": (Transform("share"),)}, "E_TRANSFORM"),
        ({"dimensions": ("maker", "maker")}, "E_NAME_COLLISION"),
        ({"filters": (Filter("maker", "not_null"),) * 101}, "E_BAD_VALUE"),
        ({"having": (Having("rentals", ">", (0,)),) * 3000}, "E_BAD_VALUE"),
        (
            {"grain": "day", "time_range": None, "now": datetime(2030, 1, 1, tzinfo=UTC)},
            "E_TOO_MANY_PERIODS",
        ),
    ],
)
def test_a_shape_that_means_nothing_is_refused(ask, parts, code):
    assert code_of(ask, "rentals", **parts) == code


@pytest.mark.parametrize("chosen", [8, 7.0, "7", True, [7]])
def test_a_parameter_is_one_of_its_values(ask, chosen):
    assert code_of(ask, "rentals_repaired", parameters=(("days", chosen),)) == "E_BAD_VALUE"
    twice = (("days", 7), ("days", 90))
    assert code_of(ask, "rentals_repaired", parameters=twice) == "E_NAME_COLLISION"


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (date(2024, 3, 1), date(2024, 3, 1), "E_EMPTY_RANGE"),
        (date(2024, 3, 2), date(2024, 3, 1), "E_EMPTY_RANGE"),
        (datetime(2024, 3, 1, tzinfo=UTC), date(2024, 4, 1), "E_BAD_VALUE"),
    ],
)
def test_an_empty_or_reversed_range_is_no_range(start, end, code):
    with pytest.raises(QueryError) as raised:
        TimeRange(start, end)
    assert raised.value.code == code


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (date(2024, 6, 1), date(2024, 7, 1), "E_BEYOND_DATA"),
        (date(9999, 1, 1), date.max, "E_BEYOND_DATA"),
        (date.min, date(1, 1, 2), "E_BEFORE_DATA"),
        (date(2020, 1, 1), date(2023, 1, 10), "E_BEFORE_DATA"),
    ],
)
def test_a_range_without_data_is_refused(ask, start, end, code):
    for grain in (None, "week", "fiscal_year"):
        assert code_of(ask, "rentals", time_range=TimeRange(start, end), grain=grain) == code


@pytest.mark.parametrize("end", [date(2024, 5, 1), date.max])
@pytest.mark.parametrize("start", [date.min, None, date(2024, 3, 1)])
@pytest.mark.parametrize(
    "compare_to",
    [
        "previous_period",
        "previous_year",
        "aligned_weekday",
        TimeRange(date.min, date.max),
        TimeRange(None, date(1, 1, 2)),
        TimeRange(date(9999, 12, 30), date.max),
    ],
)
def test_a_range_that_reaches_to_the_ends_of_time_is_read_where_there_are_data(
    ask, start, end, compare_to
):
    range_ = TimeRange(start, end)
    whole = ask("rentals", "members", "member_months", "pieces", time_range=range_)
    compared = ask("rentals", "members", time_range=range_, compare_to=compare_to)
    assert compared.rows[0][0] == whole.rows[0][0]
    assert compared.rows[0][4] == whole.rows[0][1]
    if isinstance(compare_to, TimeRange) and compare_to != range_:
        assert compared.rows[0][1] is None
        assert any("nothing to compare with" in caveat for caveat in compared.caveats)


def test_a_long_list_of_values_is_answered(ask):
    many = ("Ace", "Bolt", "", *(f"m{number}" for number in range(9_997)))
    listed = ask("rentals", filters=(Filter("maker", "in", many),), time_range=None)
    known = ask("rentals", filters=(Filter("maker", "not_null"),), time_range=None)
    assert listed.rows == known.rows


@pytest.mark.parametrize("value", ["", "O'Brien", '"', "\\", "$p0", "a\x00b", "🛠", "x" * 100_000])
def test_a_strange_value_is_only_a_value(ask, value):
    found = ask("rentals", filters=(Filter("maker", "in", (value, "nobody")),), time_range=None)
    split = ask("rentals", dimensions=("maker",), time_range=None).rows
    assert found.rows == ((dict(split).get(value, 0),),)


def test_nothing_is_divided_by_zero(ask):
    nobody = (Filter("maker", "in", ("nobody",)),)
    result = ask("cost_per_rental", "oddity", filters=nobody, compare_to="previous_period")
    assert result.rows == ((None,) * 8,)


def test_all_metrics_at_once_are_answered(ask):
    names = [name for name in METRICS if name not in WAITING]
    result = ask(*names, grain="month")
    assert len(result.rows) == 3
    assert len(result.columns) == 1 + len(names)


@pytest.mark.parametrize("most", [0, None])
def test_where_every_value_is_unknown_there_is_no_number_but_a_count(tmp_path, most):
    """Tables without rows, then with rows that hold nothing but their key and their days."""
    workshop(tmp_path, "monday")
    tables = {
        name: tuple(_blank(row) for row in rows[:most])
        for name, rows in made_of(SEED).tables.items()
    }
    with layer_over(tmp_path, Workshop(tables).script()) as warehouse:
        layer = SemanticLayer(CatalogSource(tmp_path), warehouse)
        names = tuple(name for name in METRICS if name not in WAITING)
        result = layer.ask(MetricQuery(names), OPERATOR, now=NOW)
        found = dict(zip((c.name for c in result.columns), result.rows[0], strict=True))
        split = layer.ask(MetricQuery(("fees",), ("maker",)), OPERATOR, now=NOW)
    dated = [r for r in tables["order"] if r["rented_on"] and r["rented_on"] <= NOW.date()]
    assert found["rentals"] == len([r for r in dated if r["rented_on"] >= date(2023, 1, 10)])
    assert found["fees"] == found["repair_cost"] == found["earned"] == 0
    assert found["average_fee"] is found["median_fee"] is found["average_price"] is None
    assert split.rows == (((None, 0),) if found["rentals"] else ())


KEPT = frozenset(
    {"id", "code", "level", "repair_id", "load_id", "customer_id", "hobby", "shelf", "kind"}
)


def _blank(row):
    """The row with its key and its days alone."""
    return {
        name: value if name in KEPT or isinstance(value, date) else None
        for name, value in row.items()
    }
