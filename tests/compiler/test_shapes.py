"""What is added up first follows from the question and what is known of the data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import duckdb
import pytest

from metrics.compiler import compile_plan
from metrics.governance import OPERATOR, Grant, Viewer, decide
from metrics.model import RowPolicy
from metrics.planner import TableFacts, plan, shaped
from metrics.query import Filter, MetricQuery, TimeRange
from tests.compiler.conftest import DATA, MANY_SALES

AS_OF = date(2025, 5, 31)
UNTIL_JUNE = TimeRange(date(2025, 1, 1), date(2025, 6, 1))
MAY = TimeRange(date(2025, 5, 1), date(2025, 6, 1))
EAST = (Filter("region", "in", ("EAST",)),)


@pytest.fixture
def approved(shop_catalog):
    """A function from the parts of a query to its approved plan."""

    def made(*metrics, viewer=OPERATOR, dimensions=("region",), within=UNTIL_JUNE, **parts):
        query = MetricQuery(metrics, dimensions, time_range=within, **parts)
        return decide(plan(query, shop_catalog, as_of=AS_OF), viewer, shop_catalog)

    return made


@pytest.fixture
def shapes(approved):
    """A function from the parts of a query to the shape of each of its branches."""

    def made(*metrics, data=MANY_SALES, **parts):
        return [branch.shape for branch in shaped(approved(*metrics, **parts).plan, data).branches]

    return made


def known(table, rows, *integers):
    """What is known of the data, with another size or other types of one table."""
    changed = {**MANY_SALES.tables, table: TableFacts(rows, frozenset(integers))}
    return replace(MANY_SALES, tables=changed)


def test_many_rows_for_each_key_are_added_up_by_it_before_the_join(shapes):
    assert shapes("sales") == ["by_key"]
    assert shapes("average_sale", "sale_count", "refunds") == ["by_key"] * 3


@pytest.mark.parametrize(
    "data",
    [None, known("sale", 199, "customer_id"), known("sale", 10_000), known("sale", 10_000, "id")],
    ids=["nothing is known", "few rows", "a key of text", "another column"],
)
def test_else_the_rows_are_joined_as_they_are(shapes, data):
    assert shapes("sales", data=data) == ["rows"]


def test_the_rows_are_those_of_the_days_that_are_read(shapes):
    data = known("sale", 600, "customer_id")
    assert shapes("sales", data=data) == ["by_key"]
    assert shapes("sales", data=data, within=MAY) == ["rows"]


def test_a_metric_without_a_day_to_be_told_of_has_no_shape_to_choose(shapes, ask):
    early = TimeRange(date(2025, 1, 1), date(2025, 1, 20))
    assert shapes("sales_30d", "sales", within=early) == ["rows", "by_key"]
    found = ask("sales_30d", "sales", dimensions=("region",), time_range=early)
    assert found == [("EAST", None, 100)]


@pytest.mark.parametrize(
    "parts",
    [
        {"dimensions": ()},
        {"dimensions": ("region", "sale_status")},
        {"dimensions": ("sale_label",)},
        {"filters": EAST},
        {"grain": "year"},
    ],
    ids=["nothing is joined", "own values", "labels of a row", "a condition", "a series"],
)
def test_a_question_that_needs_the_rows_themselves_joins_them(shapes, parts):
    assert shapes("sales", **parts) == ["rows"]


def test_a_condition_on_the_rows_themselves_comes_before_they_are_added_up(shapes):
    assert shapes("sales", filters=(Filter("sale_status", "in", ("lost",)),)) == ["by_key"]


@pytest.mark.parametrize("metric", ["buyers", "median_sale", "high_sale", "refunded_within"])
def test_what_does_not_follow_from_parts_is_never_added_up_in_parts(shapes, metric):
    assert shapes(metric) == ["rows"]
    if metric != "refunded_within":
        assert shapes(metric, grain="month", compare_to="previous_period") == ["by_date"]


def test_rows_that_are_read_as_they_are_anyway_are_not_read_once_more(shapes):
    assert shapes("sales", "buyers") == ["rows", "rows"]
    assert shapes("completed_sales", "buyers") == ["by_key", "rows"]


def test_a_viewer_who_sees_some_rows_only_has_them_joined(shapes):
    east = (RowPolicy("region", ("EAST",)),)
    viewer = Viewer("U", "U", frozenset(), (Grant(frozenset({"*"}), east),))
    assert shapes("sales", viewer=viewer) == ["rows"]


def test_a_series_is_read_by_day_once_where_the_days_compared_with_join_on(shapes):
    spring = {"grain": "month", "within": TimeRange(date(2025, 4, 1), date(2025, 6, 1))}
    assert shapes("sales", **spring) == ["by_day"]
    assert shapes("sales", compare_to="previous_period", **spring) == ["by_day_once"]
    assert shapes("sales", compare_to="previous_year", **spring) == ["by_day"]


def test_a_count_of_spells_in_a_series_is_what_opened_less_what_closed(shapes):
    assert shapes("customers") == ["rows"]
    assert shapes("customers", grain="month") == ["by_change"]
    assert shapes("customers", grain="month", data=None) == ["by_change"]


def test_so_are_their_months_where_spells_begin_and_end_with_the_day(shapes):
    assert shapes("customer_months", grain="month") == ["by_change"]
    hours = known("customer", 100, "id")
    assert shapes("customer_months", grain="month", data=hours) == ["rows"]
    assert shapes("premium", grain="month") == ["rows"]
    assert shapes("premium", "customer_months", grain="month") == ["rows", "rows"]


@pytest.mark.parametrize("kind", ["timestamp", "timestamptz"])
@pytest.mark.parametrize(
    "metric", ["median_sale", "buyers", "customers", "customer_months", "sales", "average_sale"]
)
@pytest.mark.parametrize("dimensions", [(), ("region",)], ids=["whole", "by region"])
def test_the_hour_of_a_day_changes_nothing(approved, metric, kind, dimensions):
    question = {"dimensions": dimensions, "grain": "month", "compare_to": "previous_period"}
    statement = compile_plan(approved(metric, **question))
    found = []
    for hours in ("", HOURS.format(kind=kind)):
        with duckdb.connect() as connection:
            connection.execute(f"set timezone = 'America/New_York'; {DATA} {hours}")
            found.append(connection.execute(statement.sql, statement.parameters).fetchall())
    assert found[0] == found[1]
    assert any(row[-4] for row in found[0])


HOURS = "".join(
    f"alter table {table} alter {column} type {{kind}} "
    f"using {column}::timestamp + interval 23 hour;"
    for table, column in (("sale", "sold_on"), ("customer", "joined_on"), ("customer", "left_on"))
)


def test_the_sql_of_rows_added_up_by_key(approved):
    assert compile_plan(approved("sales"), data=MANY_SALES).written_out() == BY_KEY


BY_KEY = """\
/* sales v1-05ada68ee47c96f5-bb2dd763 */
WITH "scan_1" AS (
  SELECT
    "customer"."region" AS "region",
    SUM("sale"."__value_1") AS "__value_1"
  FROM (
    SELECT
      "sale"."customer_id",
      SUM("sale"."amount") AS "__value_1"
    FROM "sale" AS "sale"
    WHERE
      "sale"."sold_on" >= DATE '2025-01-01' AND "sale"."sold_on" < DATE '2025-06-01'
    GROUP BY
      1
  ) AS "sale"
  LEFT JOIN "customer" AS "customer"
    ON "sale"."customer_id" = "customer"."id"
  GROUP BY
    1
),
"answer" AS (
  SELECT
    "region",
    COALESCE("__value_1", 0) AS "sales"
  FROM "scan_1"
)
SELECT
  "region",
  "sales"
FROM "answer"
ORDER BY "sales" DESC NULLS LAST, "region" ASC NULLS LAST"""
