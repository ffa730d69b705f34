"""Definitions that went to another format and came back answer with the same numbers.

Whole, with what an export keeps for Paceline, every metric does. Bare, as another tool would have
written them, those do that the format can say; each of the others is in the report of a loss.
"""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from datetime import UTC, date, datetime
from functools import cache

import duckdb
import pytest

from metrics.catalog import DEFAULT_DEFINITIONS, CatalogSource
from metrics.governance import OPERATOR
from metrics.interchange import ExportOptions, export_dbt
from metrics.layer import SemanticLayer
from metrics.query import MetricQuery, TimeRange
from metrics.warehouse import open_warehouse
from tests.interchange.test_round_trip import FORMATS, there_and_back

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
MATURE = TimeRange(date(2024, 1, 1), date(2025, 1, 1))
YEAR = TimeRange(date(2025, 11, 1), date(2026, 11, 1))


@pytest.fixture(scope="module")
def sample_with_models(sample_warehouse_path, build_models, tmp_path_factory):
    """A copy of the sample warehouse with the models that dbt would have made of an export."""
    copy = tmp_path_factory.mktemp("models") / "sample.duckdb"
    shutil.copy(sample_warehouse_path, copy)
    with duckdb.connect(str(copy)) as connection:
        exported = export_dbt(DEFAULT_DEFINITIONS, ExportOptions())
        build_models(connection, exported, "2022-07-01", "2027-12-31")
    return copy


@pytest.fixture(scope="module")
def there(sample_with_models, tmp_path_factory):
    """A function from a format to the layer over what came back, and both loss reports."""
    with ExitStack() as stack:

        @cache
        def made(format_, **options):
            folder = tmp_path_factory.mktemp("there")
            exported, imported = there_and_back(DEFAULT_DEFINITIONS, format_, folder, **options)
            source = CatalogSource(folder / "back")
            zone = source.catalog.company.calendar.time_zone
            url = f"duckdb:///{sample_with_models}"
            warehouse = stack.enter_context(open_warehouse(url, workers=1, time_zone=zone))
            return SemanticLayer(source, warehouse), exported, imported

        yield made


def told(layer, name, *dimensions, days=YEAR, **parts):
    query = MetricQuery((name,), dimensions, time_range=days, **parts)
    return layer.ask(query, OPERATOR, now=NOW).rows


def asked_for(layer):
    return {name for name, metric in layer.catalog.metrics.items() if not metric.private}


@pytest.mark.parametrize("format_", FORMATS)
def test_whole_every_metric_gives_the_same_numbers(format_, layer, there):
    back, _, _ = there(format_)

    assert asked_for(back) == asked_for(layer)
    for name in asked_for(layer):
        ours = told(layer, name, grain="month", days=MATURE)
        assert told(back, name, grain="month", days=MATURE) == ours, name


@pytest.mark.parametrize("format_", FORMATS)
def test_bare_a_metric_gives_the_same_numbers_or_is_in_the_report(format_, layer, there):
    back, exported, imported = there(format_, bare=True)

    kept = asked_for(back) & asked_for(layer)
    assert {
        "claims_reported",
        "claim_approval_rate",
        "claim_cost",
        "repair_turnaround_days",
    } < kept
    for name in kept:
        assert told(back, name, grain="month") == told(layer, name, grain="month"), name
    reported = {
        loss.what
        for loss in (*exported.report.losses, *imported.report.losses)
        if loss.kind == "lost" and loss.detail.startswith("the whole metric, as ")
    }
    gone = set(layer.catalog.metrics) - set(back.catalog.metrics)
    assert {f'metric "{name}"' for name in gone} <= reported


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize(
    ("name", "dimension"),
    [
        ("claims_reported", "region"),
        ("claim_cost", "model"),
        ("claim_approval_rate", "coverage"),
        ("orders", "sales_channel"),
        ("first_time_fix_rate", "plant"),
    ],
)
def test_bare_a_metric_gives_the_same_numbers_split(format_, name, dimension, layer, there):
    back, _, _ = there(format_, bare=True)

    assert told(back, name, dimension) == told(layer, name, dimension)


@pytest.mark.parametrize("format_", FORMATS)
def test_what_only_paceline_knows_of_a_metric_is_reported_when_bare(format_, there):
    _, exported, _ = there(format_, bare=True)

    lost = {(loss.what, loss.detail) for loss in exported.report.losses if loss.kind == "lost"}
    assert lost >= {
        ('metric "claims_reported"', "`maturity`"),
        ('metric "claims_reported"', "`direction`"),
        ('metric "claims_reported"', "`owner`"),
    }
