"""An answer reaches as far as every table that it is read from, joined ones too."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.catalog import DEFAULT_DEFINITIONS, CatalogSource
from metrics.governance import Grant, Viewer
from metrics.layer import SemanticLayer
from metrics.model import RowPolicy
from metrics.query import Filter
from metrics.warehouse import open_warehouse, publish
from tests.soundness.asking import NOW, ask, query, span
from tests.soundness.conftest import SCHEMA, SMALL

LATE = date(2026, 10, 20)
OCTOBER = span("2026-10-01", "2026-11-01")


@pytest.fixture(scope="module")
def layer(once):
    """The small company on a day when units and members have not been loaded since October 20."""

    def fill(connection):
        connection.execute(SCHEMA.read_text())
        connection.execute(SMALL.read_text())
        late = "UPDATE load_log SET loaded_on = ? WHERE table_name IN ('unit', 'member')"
        connection.execute(late, [LATE])

    path = once("late_units.duckdb", lambda out: publish(out, fill))
    with open_warehouse(f"duckdb:///{path}", workers=1, time_zone="America/New_York") as warehouse:
        yield SemanticLayer(CatalogSource(DEFAULT_DEFINITIONS), warehouse)


def through(layer, **more):
    result = ask(layer, query("service_tickets", OCTOBER, **more))
    return result.provenance[0].data_through, result.read_range.end


def test_a_metric_reaches_as_far_as_its_own_tables(layer):
    assert through(layer) == (date(2026, 10, 31), date(2026, 11, 1))


def test_a_split_reaches_only_as_far_as_the_table_it_is_joined_from(layer):
    assert through(layer, dimensions=("build_lot",)) == (LATE, date(2026, 10, 21))


def test_a_narrowed_viewer_is_told_only_as_far_as_what_narrows_is_loaded(layer):
    rows = (RowPolicy("build_lot", ("L1",)),)
    narrowed = Viewer("U1", "x", frozenset(), (Grant(frozenset({"*"}), rows),))
    result = layer.ask(query("service_tickets", OCTOBER), narrowed, now=NOW)
    assert result.read_range.end == date(2026, 10, 21)
    assert result.provenance[0].data_through == LATE


def test_what_narrows_a_part_of_a_metric_has_to_be_loaded_too(layer):
    """Orders, by which the revenue is divided, are of another tier."""
    west = Grant(frozenset({"general"}), (RowPolicy("region", ("West",)),))
    viewer = Viewer("U1", "x", frozenset(), (Grant(frozenset({"cost"})), west))
    result = layer.ask(query("average_order_value", OCTOBER), viewer, now=NOW)
    assert result.narrowed
    assert result.read_range.end == date(2026, 10, 21)


def test_a_filter_reaches_only_as_far_as_the_table_it_is_joined_from(layer):
    condition = Filter("build_lot", "not_null")
    assert through(layer, filters=(condition,)) == (LATE, date(2026, 10, 21))
