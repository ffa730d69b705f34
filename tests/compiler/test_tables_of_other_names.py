"""A dataset's name is ours, its table's name the warehouse's."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from metrics.catalog import load_catalog
from metrics.compiler import compile_plan
from metrics.governance import OPERATOR, decide
from metrics.planner import plan
from metrics.query import MetricQuery, TimeRange
from tests.compiler.conftest import COMPANY, DATA, DIRECTORY, METRIC, SHOP, TYPES


@pytest.fixture
def asked(tmp_path):
    """A function from a metric, a dataset's and its table's name and a query to the rows."""

    def rows(metric, dataset, table, dimensions=(), **parts):
        defined = METRIC.format(name=metric, label="Sales") + f"    {TYPES[metric]}\n"
        shop = SHOP.replace(f"source: {dataset}\n", f"source: {table}\n") + defined
        for name, text in {"company": COMPANY, "directory": DIRECTORY, "shop": shop}.items():
            (tmp_path / f"{name}.yml").write_text(text, encoding="utf-8")
        catalog = load_catalog(tmp_path)
        query = MetricQuery((metric,), dimensions, **parts)
        approved = decide(plan(query, catalog, as_of=date(2025, 5, 31)), OPERATOR, catalog)
        statement = compile_plan(approved)
        with duckdb.connect() as connection:
            connection.execute(DATA)
            connection.execute(f"alter table {dataset} rename to {table}")
            return connection.execute(statement.sql, statement.parameters).fetchall()

    return rows


def test_a_bridge_is_read_from_a_table_of_another_name(asked):
    rows = asked("sale_count", "label_of_sale", "put_on", ("sale_label",))
    assert {row[0]: row[-1] for row in rows} == {"gift": 3, "rush": 2, "plain": 1, None: 2}


@pytest.mark.parametrize("metric", ["buyers", "sale_count", "median_sale"])
def test_months_are_read_from_a_table_of_another_name(asked, metric):
    first = TimeRange(date(2025, 1, 1), date(2025, 4, 1))
    rows = asked(metric, "sale", "sold", time_range=first, grain="month")
    expected = {"buyers": [1, 0, 3], "sale_count": [2, 0, 3], "median_sale": [75, None, 75]}
    assert [row[-1] for row in rows] == expected[metric]
