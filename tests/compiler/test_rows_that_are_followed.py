"""A row that several events follow is one row that is followed."""

from __future__ import annotations

from datetime import date

import duckdb

from metrics.compiler import compile_plan, data_facts
from metrics.governance import OPERATOR, decide
from metrics.planner import TableFacts, plan
from metrics.query import MetricQuery, TimeRange
from tests.compiler.conftest import DATA

JANUARY = TimeRange(date(2025, 1, 1), date(2025, 2, 1))


def test_a_row_counts_once_however_many_events_follow_it(shop_catalog):
    query = MetricQuery(("refunded_within",), time_range=JANUARY)
    planned = plan(query, shop_catalog, as_of=date(2025, 5, 31))
    statement = compile_plan(decide(planned, OPERATOR, shop_catalog))
    with duckdb.connect() as connection:
        connection.execute(DATA)
        connection.execute("insert into refund values (204, 1, 1, '2025-01-21')")
        rows = connection.execute(statement.sql, statement.parameters).fetchall()
    assert rows == [(1,)]


def test_the_days_of_a_table_are_known_whatever_column_comes_last():
    rows = [
        ("stay", 5, "begins", "DATE"),
        ("stay", 5, "ends", "DATE"),
        ("stay", 5, "id", "BIGINT"),
    ]
    facts = data_facts(rows, date(2025, 1, 1))
    known = TableFacts(5, frozenset({"id"}), frozenset({"begins", "ends"}))
    assert facts.tables["stay"] == known
