"""A dataset's name is ours, its table's name the warehouse's."""

from __future__ import annotations

from datetime import date

import duckdb

from metrics.catalog import load_catalog
from metrics.compiler import compile_plan
from metrics.governance import OPERATOR, decide
from metrics.planner import plan
from metrics.query import MetricQuery
from tests.compiler.conftest import COMPANY, DATA, DIRECTORY, METRIC, SHOP, TYPES


def test_a_bridge_is_read_from_a_table_of_another_name(tmp_path):
    metric = METRIC.format(name="sale_count", label="Sales") + f"    {TYPES['sale_count']}\n"
    shop = SHOP.replace("source: label_of_sale", "source: put_on") + metric
    for name, text in {"company": COMPANY, "directory": DIRECTORY, "shop": shop}.items():
        (tmp_path / f"{name}.yml").write_text(text, encoding="utf-8")
    catalog = load_catalog(tmp_path)
    query = MetricQuery(("sale_count",), ("sale_label",))
    approved = decide(plan(query, catalog, as_of=date(2025, 5, 31)), OPERATOR, catalog)
    statement = compile_plan(approved)
    with duckdb.connect() as connection:
        connection.execute(DATA.replace("label_of_sale", "put_on"))
        rows = connection.execute(statement.sql, statement.parameters).fetchall()
    assert {row[0]: row[-1] for row in rows} == {"gift": 3, "rush": 2, "plain": 1, None: 2}
