"""Moments with a zone belong to the days of the company, whatever the clock of the machine."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from metrics.catalog import CatalogSource
from metrics.compiler import built_rollups, compile_rollup
from metrics.errors import WarehouseUnavailableError
from metrics.governance import OPERATOR
from metrics.layer import SemanticLayer
from metrics.query import MetricQuery, TimeRange
from metrics.warehouse import open_warehouse, publish, write_side
from tests.layer.courier import COMPANY, COUNTED_RIDES, DIRECTORY, GOVERNED

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=ZoneInfo("UTC"))
FEBRUARY = TimeRange(date(2026, 2, 1), date(2026, 3, 1))
RIDES = f"""
version: 1
subject: rides
datasets:
  ride:
    label: Rides
    description: Rides.
    source: ride
    key: [ride_id]
    columns: [ride_id, city, started, ended]
    time: started
dimensions:
  city: {{dataset: ride, expr: city, label: City, description: City.}}
metrics:{COUNTED_RIDES}
  going:
    label: Rides under way
    description: Rides that have started and not ended.
    type: balance
    dataset: ride
    agg: count
    opens: started
    closes: ended
    format: integer{GOVERNED}
rollups:
  rides_by_month:
    {{dataset: ride, time: started, grain: month, dimensions: [city], metrics: [rides]}}
"""
TABLES = """
create table ride (ride_id integer, city varchar, started timestamptz, ended timestamptz);
insert into ride values
  (1, 'Berlin', '2026-01-31 23:30-05', '2026-03-01 00:00-05'), -- February in UTC and in Berlin
  (2, 'Berlin', '2026-02-10 12:00-05', '2026-02-11 12:00-05'),
  (3, 'Vienna', '2026-02-28 20:00-05', null); -- March in UTC
"""
COUNTED = "select count(*) from ride where started >= '2026-02-01' and started < '2026-03-01'"


@pytest.fixture
def company(tmp_path):
    """Its source, its warehouse, the layer over both, and how to build rollups and move it."""
    definitions = tmp_path / "definitions"
    definitions.mkdir()

    def settle(zone: str) -> None:
        text = COMPANY.replace("Europe/Berlin", zone)
        (definitions / "company.yml").write_text(text)

    settle("America/New_York")
    for name, text in (("directory", DIRECTORY), ("rides", RIDES)):
        (definitions / f"{name}.yml").write_text(text)
    path = tmp_path / "rides.duckdb"
    publish(path, lambda connection: connection.execute(TABLES))
    url, source = f"duckdb:///{path}", CatalogSource(definitions)
    with open_warehouse(url, workers=1, time_zone="America/New_York") as warehouse:

        def build() -> None:
            catalog = source.catalog
            built = built_rollups(catalog, warehouse.build)
            tables = {one.table: compile_rollup(one.rollup, catalog) for one in built}
            write_side(url, tables, lambda _: None, time_zone=catalog.company.calendar.time_zone)

        yield source, warehouse, SemanticLayer(source, warehouse), build, settle


def ask(layer, metric="rides"):
    return layer.ask(MetricQuery((metric,), time_range=FEBRUARY), OPERATOR, now=NOW)


def test_a_rollup_counts_the_days_of_the_company(company):
    _, warehouse, layer, build, _ = company
    by_hand = ask(layer).rows
    assert by_hand == ((2,),)
    build()
    assert warehouse.refresh()
    from_rollup = ask(layer)
    assert from_rollup.rows == by_hand
    assert "rides_by_month" in from_rollup.sql


def test_rollups_of_a_company_that_moved_are_left_alone(company):
    source, warehouse, layer, build, settle = company
    build()
    settle("Asia/Tokyo")
    assert source.refresh()
    assert warehouse.refresh("Asia/Tokyo")
    moved = ask(layer)
    assert moved.rows == ((2,),)  # the first two; the third began on March 1 there
    assert "rides_by_month" not in moved.sql


def test_a_company_that_moved_gets_no_number_until_its_days_are_cut_anew(company):
    source, warehouse, layer, _, settle = company
    assert ask(layer, "going").rows == ((2,),)
    settle("Asia/Tokyo")
    assert source.refresh()
    with pytest.raises(WarehouseUnavailableError, match="days now begin by Asia/Tokyo"):
        ask(layer)
    assert warehouse.refresh("Asia/Tokyo")
    assert not warehouse.refresh("Asia/Tokyo")
    assert ask(layer).rows == ((2,),)
