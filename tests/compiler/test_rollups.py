"""What is added up ahead, and the same question answered from it."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from metrics.catalog import load_catalog
from metrics.compiler import built_rollups, compile_plan, compile_rollup
from metrics.governance import OPERATOR, decide
from metrics.planner import plan
from metrics.query import MetricQuery, TimeRange
from tests.compiler.conftest import COMPANY, DATA, DIRECTORY, METRIC, SHOP

UNTIL_JUNE = TimeRange(date(2025, 1, 1), date(2025, 6, 1))
# A joined table has a column of the name of the rollup's day, and the definitions need not say it.
ONE_MORE_DAY = "alter table customer add column sold_on date"
LEAST = {"least_sale": "min", "greatest_sale": "max"}
ROLLUP = """
rollups:
  sales_ahead:
    dataset: sale
    time: sold_on
    grain: month
    dimensions: [region]
    metrics: [least_sale, greatest_sale]
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """The shop's definitions with the least and the greatest sale, both added up ahead."""
    folder = tmp_path_factory.mktemp("ahead")
    metrics = "".join(
        METRIC.format(name=name, label=name)
        + f"    type: simple\n    dataset: sale\n    agg: {agg}\n    expr: amount\n"
        "    time: sold_on\n"
        for name, agg in LEAST.items()
    )
    texts = {"company": COMPANY, "directory": DIRECTORY, "shop": SHOP + metrics + ROLLUP}
    for name, text in texts.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return load_catalog(folder)


@pytest.fixture(scope="module")
def answers(shop):
    """A function from the parts of a query to its rows from the data, and from the rollup."""
    (built,) = built_rollups(shop, "this build")
    with duckdb.connect() as connection:
        connection.execute(DATA)
        connection.execute(ONE_MORE_DAY)
        connection.execute("attach ':memory:' as paceline_rollups")
        added_up = compile_rollup(built.rollup, shop).sql
        connection.execute(f'create table paceline_rollups."{built.table}" as {added_up}')

        def answered(**parts):
            query = MetricQuery(tuple(LEAST), time_range=UNTIL_JUNE, **parts)
            approved = decide(plan(query, shop, as_of=date(2025, 5, 31)), OPERATOR, shop)
            statements = compile_plan(approved), compile_plan(approved, rollups=(built,))
            assert ["paceline_rollups" in s.sql for s in statements] == [False, True]
            return [connection.execute(s.sql, s.parameters).fetchall() for s in statements]

        yield answered


def test_the_least_and_the_greatest_of_months_are_those_of_the_whole(answers):
    from_data, from_rollup = answers()
    assert from_rollup == from_data == [(30, 200)]


def test_the_least_and_the_greatest_are_added_up_ahead_by_region_too(answers):
    from_data, from_rollup = answers(dimensions=("region",))
    assert sorted(from_rollup, key=str) == sorted(from_data, key=str)
    assert {region: values for region, *values in from_rollup} == {
        "EAST": [50, 200],
        "WEST": [75, 75],
        None: [30, 80],
    }
