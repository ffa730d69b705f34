"""dbt's documented examples, in both of its forms: the same numbers as SQL written by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from bot.language import premises_on
from metrics.catalog import load_catalog
from metrics.compiler import compile_plan
from metrics.governance import OPERATOR, decide
from metrics.interchange import ImportOptions, Loss, import_dbt
from metrics.planner import plan
from metrics.query import MetricQuery, TimeRange

FOREIGN = Path(__file__).parent / "foreign"
DAY = date(2025, 5, 31)
SPRING = TimeRange(date(2025, 1, 1), date(2025, 5, 1))
FILES = ["jaffle.yml", "jaffle_latest.yml"]
MONTHS = """
SELECT CAST(range AS DATE) AS month, ({value})
FROM range(DATE '2025-01-01', DATE '2025-05-01', INTERVAL 1 MONTH)
LEFT JOIN orders ON date_trunc('month', ordered_at) = range
GROUP BY month ORDER BY month
"""
BY_HAND = {
    "order_total": "COALESCE(SUM(order_total), 0)",
    "orders": "COUNT(order_id)",
    "tax_paid": "COALESCE(SUM(tax_paid), 0)",
    "buyers": "COUNT(DISTINCT customer_id)",
    "median_order": "quantile_disc(order_total, 0.5)",
    "order_cost": "COALESCE(SUM(order_cost), 0)",
    "new_customer_orders": "COUNT(*) FILTER (customer_order_number = 1)",
    "order_gross_profit": "COALESCE(SUM(order_total) - SUM(order_cost), 0)",
    "food_share": "COUNT(*) FILTER (is_food_order) / NULLIF(COUNT(order_id), 0)",
}


@pytest.fixture(scope="module", params=FILES)
def imported(request, tmp_path_factory):
    out = tmp_path_factory.mktemp("jaffle") / "out"
    options = ImportOptions(date(2026, 11, 25), premises_on(date(2026, 11, 25)))
    return import_dbt(FOREIGN / request.param, out, options)


@pytest.fixture(scope="module")
def catalog(imported):
    return load_catalog(imported.files[0].parent)


@pytest.fixture(scope="module")
def rows():
    with duckdb.connect() as connection:
        connection.execute((FOREIGN / "jaffle.sql").read_text(encoding="utf-8"))
        yield connection


@pytest.fixture(scope="module")
def ask(catalog, rows):
    def asked(name, *dimensions, **parts):
        query = MetricQuery((name,), dimensions, time_range=SPRING, **parts)
        approved = decide(plan(query, catalog, as_of=DAY), OPERATOR, catalog)
        statement = compile_plan(approved)
        return rows.execute(statement.sql, statement.parameters).fetchall()

    return asked


def plain(found):
    return [tuple(float(v) if isinstance(v, Decimal | int) else v for v in row) for row in found]


@pytest.mark.parametrize("name", BY_HAND)
def test_a_metric_is_the_same_month_by_month(name, ask, rows):
    by_hand = rows.execute(MONTHS.format(value=BY_HAND[name])).fetchall()

    assert plain(ask(name, grain="month")) == plain(by_hand)


def test_a_metric_is_split_by_what_another_model_holds(ask):
    assert sorted(plain(ask("orders", "customer_type"))) == [("new", 1), ("returning", 4)]


def test_a_row_without_a_partner_stays(ask):
    assert (None, 1) in plain(ask("orders", "location_name"))


def test_what_conditions_leave_is_counted(ask):
    assert plain(ask("large_food_orders")) == [(3,)]


def test_losses_are_named_with_their_reasons(imported):
    losses = set(imported.report.losses)

    assert losses >= {
        Loss(
            "lost",
            'metric "returning_customer_orders"',
            "the whole metric, as its filter reads `customer__customer_type`, which is of other "
            "rows than the metric's",
        ),
        Loss(
            "lost",
            'metric "orders_growth"',
            "the whole metric, as it compares with another time, which is asked for here",
        ),
        Loss("assumed", "file directory.yml", "granted to everyone"),
    }


def test_every_metric_is_there_or_reported_as_lost(imported, catalog):
    lost = {loss.what for loss in imported.report.losses if loss.kind == "lost"}
    wanted = {*BY_HAND, "weekly_orders", "order_total_mtd", "tax_rate", "food_orders_summed"}
    wanted |= {"large_food_orders", "returning_customer_orders", "orders_growth"}

    assert {n for n in wanted if n not in catalog.metrics and f'metric "{n}"' not in lost} == set()


def test_everything_is_a_draft_with_an_owner_to_be_named(catalog):
    assert {(m.status, m.owner) for m in catalog.metrics.values()} == {("draft", "to_be_named")}
