"""What a rollup answers is what the data answer, on random queries, narrowed or not."""

from __future__ import annotations

import random
import shutil
from datetime import date, timedelta

import pytest

from metrics.catalog import DEFAULT_DEFINITIONS, CatalogSource
from metrics.compiler import built_rollups, compile_rollup
from metrics.errors import QueryError
from metrics.governance import OPERATOR, Grant, Refusal, Viewer
from metrics.layer import SemanticLayer
from metrics.model import RowPolicy
from metrics.query import Filter, MetricQuery, OrderBy, TimeRange, Transform
from metrics.warehouse import open_warehouse, resolve, write_side
from tests.soundness.asking import AS_OF, NOW, assert_same

METRICS = ("claims_reported", "claims_paid", "claim_cost", "average_claim_cost")
SPLITS = ("model", "region", "country", "plant", "part", "coverage", "supplier", "build_lot")
GRAINS = (None, None, "month", "quarter", "year", "fiscal_year", "week")


def narrowed_to(dimension, value):
    rows = (RowPolicy(dimension, (value,)),)
    return Viewer("U", "U", frozenset(), (Grant(frozenset({"*"}), rows),))


def paid(start, end):
    within = TimeRange(date.fromisoformat(start), date.fromisoformat(end))
    return MetricQuery(("claims_paid",), time_range=within)


@pytest.fixture(scope="module")
def layers(sample_warehouse_path, tmp_path_factory):
    """The sample company twice: with rollups made of it, and without."""
    path = tmp_path_factory.mktemp("rollups") / "sample.duckdb"
    shutil.copy(resolve(sample_warehouse_path), path)
    source, url = CatalogSource(DEFAULT_DEFINITIONS), f"duckdb:///{path}"
    with open_warehouse(url, workers=1, time_zone="America/New_York") as plain:
        built = built_rollups(source.catalog, plain.build)
        tables = {b.table: compile_rollup(b.rollup, source.catalog) for b in built}
        write_side(url, tables, lambda _: None, time_zone="America/New_York")
        with open_warehouse(url, workers=1, time_zone="America/New_York") as fast:
            yield SemanticLayer(source, fast), SemanticLayer(source, plain)


def random_query(rng):
    """Ranges at the edges of months and off them; filters, comparisons, orders, transforms."""
    start = date(2022, 7, 1) + timedelta(days=rng.randrange(1_500))
    if rng.random() < 0.7:
        start = start.replace(day=1)
    end = start + timedelta(days=rng.choice([1, 31, 92, 365, 700]))
    if rng.random() < 0.7:
        end = end.replace(day=1)
    if end <= start:
        end = AS_OF + timedelta(days=1)
    dimensions = tuple(rng.sample(SPLITS, rng.choice([0, 1, 1, 2])))
    grain = rng.choice(GRAINS)
    metrics = tuple(rng.sample(METRICS, rng.choice([1, 1, 2])))
    rolling = (Transform("rolling", "month", 3),) if rng.random() < 0.2 else ()
    limit = 3 if dimensions and grain is None and rng.random() < 0.3 else None
    return MetricQuery(
        metrics,
        dimensions=dimensions,
        filters=tuple(random_filter(rng) for _ in range(rng.choice([0, 0, 1]))),
        time_range=TimeRange(start, end),
        grain=grain,
        compare_to=rng.choice([None, None, "previous_period", "previous_year"]),
        order_by=(OrderBy(metrics[0], rng.choice(["asc", "desc"])),) if limit else (),
        limit=limit,
        transforms=rolling,
    )


def random_filter(rng):
    name, values = rng.choice(
        [("model", ("Bike", "Row")), ("region", ("UK", "West")), ("part", ("bearing",))]
    )
    op = rng.choice(["in", "not_in", "is_null", "not_null"])
    return Filter(name, op, values if op in ("in", "not_in") else ())


def answer(layer, query, viewer):
    return layer.ask(query, viewer, now=NOW)


def same(fast, plain):
    assert len(fast.rows) == len(plain.rows)
    for one, other in zip(fast.rows, plain.rows, strict=True):
        for actual, expected in zip(one, other, strict=True):
            if isinstance(expected, float):
                assert_same(actual, expected)
            else:
                assert actual == expected


@pytest.mark.parametrize(
    "viewer", [OPERATOR, narrowed_to("region", "UK")], ids=["operator", "narrowed"]
)
def test_random_queries_have_the_same_rows(layers, viewer):
    rng, served = random.Random(7), 0  # noqa: S311 - no secret
    for _ in range(150):
        query = random_query(rng)
        try:
            fast, plain = (answer(layer, query, viewer) for layer in layers)
        except QueryError:
            continue  # such as looking back to before the data: the same for both
        if isinstance(plain, Refusal):  # what is asked for is not open to the viewer
            assert fast == plain
            continue
        served += "paceline_rollups" in fast.sql
        assert "paceline_rollups" not in plain.sql
        same(fast, plain)
    assert served > 40


def test_a_rollup_without_the_policys_dimension_is_never_used_for_a_narrowed_viewer(layers):
    layer, _ = layers
    lot = Viewer(
        "U", "U", frozenset(), (Grant(frozenset({"*"}), (RowPolicy("build_lot", ("x",)),)),)
    )
    query = MetricQuery(("claims_paid",), time_range=TimeRange(date(2026, 1, 1), date(2026, 2, 1)))
    assert "paceline_rollups" in answer(layer, query, OPERATOR).sql
    assert "paceline_rollups" not in answer(layer, query, lot).sql


def test_a_month_that_is_cut_is_read_from_the_data(layers):
    layer, _ = layers
    query = MetricQuery(
        ("claims_paid",), time_range=TimeRange(date(2026, 1, 1), date(2026, 1, 31))
    )
    assert "paceline_rollups" not in answer(layer, query, OPERATOR).sql


def test_rollups_of_other_data_are_left_alone(layers, tmp_path, sample_warehouse_path):
    fast, _ = layers
    path = tmp_path / "sample.duckdb"
    shutil.copy(resolve(sample_warehouse_path), path)
    shutil.copy(fast._warehouse._pool.source.side, tmp_path / "sample.rollups.duckdb")
    with open_warehouse(f"duckdb:///{path}", workers=1, time_zone="America/New_York") as warehouse:
        layer = SemanticLayer(CatalogSource(DEFAULT_DEFINITIONS), warehouse)
        query = paid("2026-01-01", "2026-02-01")
        result = answer(layer, query, OPERATOR)
    assert "paceline_rollups" not in result.sql
    assert result.rows == answer(fast, query, OPERATOR).rows
