"""An Apache Ossie document that another tool wrote: what is right comes in, the rest is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest
import yaml

from bot.language import premises_on
from metrics.catalog import load_catalog
from metrics.compiler import compile_plan
from metrics.governance import OPERATOR, decide
from metrics.interchange import ExportOptions, ImportOptions, Loss, export_ossie, import_ossie
from metrics.interchange.definitions import read_definitions
from metrics.planner import plan
from metrics.query import MetricQuery, TimeRange

RETAIL = Path(__file__).parent / "foreign" / "retail.ossie.yml"
OPTIONS = ImportOptions(date(2026, 11, 25), premises_on(date(2026, 11, 25)))
SPRING = TimeRange(date(2025, 1, 1), date(2025, 3, 1))
ROWS = """
CREATE SCHEMA public;
CREATE TABLE public.orders AS SELECT * FROM (VALUES
  (1, 11, 1, TIMESTAMP '2025-01-05 10:00', DATE '2025-01-09', 'done', 120.0, 20.0, TRUE),
  (2, 12, 1, TIMESTAMP '2025-01-31 23:59', NULL, 'void', 50.0, NULL, TRUE),
  (3, 13, 2, TIMESTAMP '2025-02-01 00:00', DATE '2025-03-02', 'done', 80.0, 5.0, FALSE),
  (4, 14, 9, TIMESTAMP '2025-02-20 08:00', DATE '2025-02-21', 'open', 10.0, 0.0, NULL)
) AS rows (order_id, order_number, customer_id, ordered_at, shipped_on, order_status, amount,
           discount_amount, is_gift);
CREATE TABLE public.customers AS SELECT * FROM (VALUES
  (1, 'north', 'active', DATE '2024-05-01'), (2, 'south', 'gone', DATE '2024-06-01')
) AS rows (id, region, status, joined_at);
"""
# metric: in January, in February
BY_HAND = {
    "revenue": (150.0, 85.0),
    "order_count": (2, 2),
    "gift_orders": (1, 0),
    "buyers": (1, 2),
    "average_order": (75.0, 42.5),
    "gift_rate": (1.0, 0.0),
    "revenue_per_buyer": (150.0, 42.5),
}


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    return import_ossie(RETAIL, tmp_path_factory.mktemp("retail") / "out", OPTIONS)


@pytest.fixture(scope="module")
def catalog(imported):
    return load_catalog(imported.files[0].parent)


@pytest.fixture(scope="module")
def ask(catalog):
    with duckdb.connect() as rows:
        rows.execute(ROWS)

        def asked(name, *dimensions, **parts):
            query = MetricQuery((name,), dimensions, time_range=SPRING, **parts)
            approved = decide(plan(query, catalog, as_of=date(2025, 5, 31)), OPERATOR, catalog)
            statement = compile_plan(approved)
            return rows.execute(statement.sql, statement.parameters).fetchall()

        yield asked


@pytest.mark.parametrize("name", BY_HAND)
def test_a_metric_is_what_it_is_by_hand(name, ask):
    assert [float(value) for _, value in ask(name, grain="month")] == list(BY_HAND[name])


def test_an_order_of_an_unknown_customer_is_in_the_bucket_without_a_value(ask):
    assert set(ask("order_count", "region")) == {("north", 2), ("south", 1), (None, 1)}


def test_what_has_no_safe_reading_is_left_out_and_named(imported, catalog):
    lost = {loss.what: loss.detail for loss in imported.report.losses if loss.kind == "lost"}

    names = "mixed unknown_field windowed nested sketchy spread sub loose broken tableau"
    for name in [*names.split(), "all_rows", "constant", "forbidden", "round_trip"]:
        assert name not in catalog.metrics
        assert lost[f'metric "{name}"'].startswith("the whole metric, as ")
    assert "leak" not in catalog.dimensions
    assert 'field "leak" of dataset "Orders"' in lost or 'dimension "leak"' in lost


def test_a_metric_of_rows_without_a_day_comes_in_as_they_are_now(imported, catalog):
    assert "undated" in catalog.metrics
    assert catalog.dataset("rates").undated
    detail = "nothing dates its rows, so they are counted as they are now (`undated`)"
    assert Loss("assumed", 'dataset "rates"', detail) in imported.report.losses


def test_what_others_keep_leaves_as_it_came(imported):
    out = imported.files[0].parent
    (model,) = yaml.safe_load(export_ossie(out, ExportOptions()).main)["semantic_model"]
    revenue = next(m for m in model["metrics"] if m["name"] == "revenue")
    orders = next(d for d in model["datasets"] if d["name"] == "orders")

    assert {"vendor_name": "ACME", "data": '{"tenant": 12}'} in model["custom_extensions"]
    assert {"vendor_name": "ACME", "data": '{"certified": true}'} in revenue["custom_extensions"]
    assert {"vendor_name": "ACME", "data": "not json"} in orders["custom_extensions"]
    assert revenue["ai_context"]["instructions"] == "Use it first."
    hints = [r["custom_extensions"] for r in model["relationships"] if "custom_extensions" in r]
    assert hints == [[{"vendor_name": "ACME", "data": '{"hint": "hash"}'}]]


def test_a_model_at_the_top_of_the_document_is_read_as_well(tmp_path, catalog):
    document = yaml.safe_load(RETAIL.read_text(encoding="utf-8"))
    (model,) = document["semantic_model"]
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "flat.yml").write_text(yaml.safe_dump({"version": "0.2.0.dev0", **model}))

    import_ossie(folder, tmp_path / "out", OPTIONS)

    assert load_catalog(tmp_path / "out").fingerprint == catalog.fingerprint


def test_duckdbs_dialect_is_read_where_it_is_the_only_one(tmp_path):
    text = RETAIL.read_text(encoding="utf-8").replace("ANSI_SQL", "DUCKDB")
    (tmp_path / "duckdb.yml").write_text(text, encoding="utf-8")

    import_ossie(tmp_path / "duckdb.yml", tmp_path / "out", OPTIONS)

    assert "revenue" in load_catalog(tmp_path / "out").metrics


def test_a_later_version_is_read_and_said_to_be(tmp_path):
    text = RETAIL.read_text(encoding="utf-8").replace("0.2.0.dev0", "1.0")
    (tmp_path / "later.yml").write_text(text, encoding="utf-8")

    found = import_ossie(tmp_path / "later.yml", tmp_path / "out", OPTIONS)

    assert Loss("assumed", "the document", "its version 1.0 is read as 0.2") in found.report.losses


def test_a_key_without_a_label_is_no_dimension_and_that_is_said(tmp_path):
    text = RETAIL.read_text(encoding="utf-8").replace(
        "expression: order_id}]}, datatype: Integer}",
        "expression: order_id}]}, datatype: Integer, dimension: {is_time: false}}",
        1,
    )
    (tmp_path / "keys.yml").write_text(text, encoding="utf-8")

    found = import_ossie(tmp_path / "keys.yml", tmp_path / "out", OPTIONS)

    assert "order_id" not in load_catalog(tmp_path / "out").dimensions
    said = "it identifies rows and has no label: nothing is split by it"
    assert Loss("assumed", 'field "order_id" of dataset "Orders"', said) in found.report.losses


def test_definitions_too_long_for_one_file_are_spread_over_several(tmp_path):
    document = yaml.safe_load(RETAIL.read_text(encoding="utf-8"))
    metrics = document["semantic_model"][0]["metrics"]
    revenue = next(m for m in metrics if m["name"] == "revenue")
    metrics += [{"name": f"revenue_{i}", "expression": revenue["expression"]} for i in range(700)]
    (tmp_path / "long.yml").write_text(yaml.safe_dump(document), encoding="utf-8")

    import_ossie(tmp_path / "long.yml", tmp_path / "out", OPTIONS)

    found = read_definitions(tmp_path / "out")
    assert {"orders.yml", "orders_more.yml"} <= {file.name for file in found.files}
    assert {f"revenue_{i}" for i in range(700)} <= set(load_catalog(tmp_path / "out").metrics)
