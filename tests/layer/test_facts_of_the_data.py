"""The layer looks up once a build how large the tables are, and reads them accordingly."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from metrics.catalog import CatalogSource
from metrics.governance import OPERATOR
from metrics.layer import SemanticLayer
from metrics.query import MetricQuery, TimeRange
from metrics.warehouse import open_warehouse, publish
from tests.compiler.conftest import COMPANY, DATA, DIRECTORY, METRIC, SHOP, TYPES

NOW = datetime(2025, 6, 1, 9, 0, tzinfo=ZoneInfo("UTC"))
SALES = MetricQuery(
    ("sales",), ("region",), time_range=TimeRange(date(2025, 1, 1), date(2025, 6, 1))
)
MANY = """
insert into sale select 1000 + i, 1 + i % 4, 0.01, 'pending', date '2025-02-01' from range(99) t(i)
"""


@pytest.fixture
def shop(tmp_path):
    """A layer over the shop, and a function that publishes the shop anew with more rows."""
    metric = METRIC.format(name="sales", label="Sales") + f"    {TYPES['sales']}\n"
    for name, text in (("company", COMPANY), ("directory", DIRECTORY), ("shop", SHOP + metric)):
        (tmp_path / f"{name}.yml").write_text(text)
    path = tmp_path / "shop.duckdb"

    def fill(more: str = "") -> None:
        publish(path, lambda connection: connection.execute(DATA + more))

    fill()
    with open_warehouse(f"duckdb:///{path}", workers=1) as warehouse:

        def again(more: str) -> None:
            fill(more)
            assert warehouse.refresh()

        yield SemanticLayer(CatalogSource(tmp_path), warehouse), again


def adds_up_first(answer):
    return 'GROUP BY\n      1\n  ) AS "sale"' in answer.sql


def test_the_shape_follows_the_data_and_the_numbers_do_not(shop):
    layer, publish_again = shop
    few = layer.ask(SALES, OPERATOR, now=NOW)
    assert not adds_up_first(few)
    publish_again(MANY)
    many = layer.ask(SALES, OPERATOR, now=NOW)
    assert adds_up_first(many)
    added = {"EAST": 50, "WEST": 25, "NORTH": 24}  # of a cent each
    before = {region: float(sales) for region, sales in few.rows}
    for region, sales in many.rows:
        assert float(sales) == pytest.approx(before.get(region, 0) + added.get(region, 0) / 100)
