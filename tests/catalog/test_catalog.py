"""The catalogue is read-only, knows near names, and follows its files without losing the last."""

from __future__ import annotations

import os

import pytest

from metrics.catalog import CatalogSource, load_catalog
from metrics.errors import DefinitionsError, NameNotFoundError
from metrics.model import Ratio, Simple


def test_a_metric_is_read_with_all_that_governance_needs(definitions):
    catalog = load_catalog(definitions.path)
    metric = catalog.metric("sales_count")

    assert isinstance(metric.type, Simple)
    assert metric.type.time == "sold_on"
    assert metric.type.measure.where.text == "status = 'paid'"
    assert (metric.subject, metric.plural_noun, metric.missing) == ("shop", "sales count", "zero")
    assert (metric.changes[0].why, metric.min_group_size) == ("First.", 0)
    assert (metric.origin.file, metric.origin.line) == ("shop.yml", 32)


@pytest.mark.parametrize(
    ("days", "start", "end"),
    [
        ("period: 2025", "2025-01-01", "2026-01-01"),
        ("period: 2025-Q4", "2025-10-01", "2026-01-01"),
        ("period: 2024-02", "2024-02-01", "2024-03-01"),
        ("period: 2025-12", "2025-12-01", "2026-01-01"),
        ("period: 2024-02-29", "2024-02-29", "2024-03-01"),
        ("range: {start: 2025-01-05, end: 2025-03-01}", "2025-01-05", "2025-03-01"),
    ],
)
def test_a_golden_value_is_read_with_its_days_filters_and_decimals(definitions, days, start, end):
    golden = f"golden: [{{{days}, filters: {{town: [LEEDS, YORK], sale_status: paid}}, "
    golden += "value: 12.50, on: 2026-01-05}]"
    definitions.change("    unit: sales\n", f"    unit: sales\n    {golden}\n")

    (value,) = load_catalog(definitions.path).metric("sales_count").golden

    assert (value.start.isoformat(), value.end.isoformat()) == (start, end)
    assert value.filters == (("town", ("LEEDS", "YORK")), ("sale_status", ("paid",)))
    assert (str(value.value), value.on.isoformat()) == ("12.50", "2026-01-05")


def test_a_deprecated_metric_is_read_with_its_end(definitions):
    deprecated = "status: deprecated\n    successor: sales_amount\n    sunset: 2027-01-31"
    definitions.change("status: certified", deprecated)

    metric = load_catalog(definitions.path).metric("sales_count")

    assert (metric.status, metric.successor) == ("deprecated", "sales_amount")
    assert metric.sunset.isoformat() == "2027-01-31"


@pytest.mark.parametrize(("span", "hours"), [("36h", 36), ("2d", 48)])
def test_freshness_is_promised_in_hours_or_days(definitions, span, hours):
    time = "    time: sold_on\n"
    definitions.change(time, f"{time}    freshness: {{late_after: {span}}}\n")

    assert load_catalog(definitions.path).dataset("sale").late_after_hours == hours


def test_what_is_left_out_is_derived(definitions):
    catalog = load_catalog(definitions.path)

    assert catalog.dimension("sale_status").plural == "sale statuses"
    assert catalog.dimension("town").indexed
    assert not catalog.dimension("sale_status").indexed
    assert catalog.metric("average_sale").type == Ratio("sales_amount", "sales_count")
    assert catalog.metric("average_sale").missing == "empty"
    assert catalog.dataset("shop").tables == ("shop",)
    assert catalog.calendar.fiscal_year(2027).start.isoformat() == "2026-04-01"


def test_a_name_that_is_not_there_comes_with_near_ones(definitions):
    catalog = load_catalog(definitions.path)

    with pytest.raises(NameNotFoundError) as raised:
        catalog.metric("sales_cont")
    assert raised.value.near[0] == "sales_count"
    with pytest.raises(NameNotFoundError):
        catalog.dimension("sales_count")
    with pytest.raises(NameNotFoundError):
        catalog.dataset("town")


def test_private_metrics_are_there_but_cannot_be_asked_for(definitions):
    definitions.change("    unit: sales\n", "    unit: sales\n    private: true\n")

    catalog = load_catalog(definitions.path)

    assert catalog.metric("sales_count").private
    assert [m.name for m in catalog.askable] == ["sales_amount", "average_sale"]


def test_the_mappings_cannot_be_changed(definitions):
    catalog = load_catalog(definitions.path)

    with pytest.raises(TypeError):
        catalog.metrics["x"] = catalog.metric("sales_count")


def test_the_fingerprint_follows_content_not_layout(definitions):
    before = load_catalog(definitions.path).fingerprint
    definitions.write("# a comment\n" + (definitions.path / "shop.yml").read_text())
    moved = load_catalog(definitions.path).fingerprint
    definitions.change("status = 'paid'", "status = 'open'")

    assert moved == before
    assert load_catalog(definitions.path).fingerprint != before


def test_loading_broken_definitions_raises_all_problems(definitions):
    definitions.change("expr: amount", "expr: amuont\n    colour: red")

    with pytest.raises(DefinitionsError) as raised:
        load_catalog(definitions.path)
    assert len(raised.value.problems) == 2


def test_the_last_good_catalogue_answers_while_the_files_are_broken(definitions):
    source = CatalogSource(definitions.path)
    good = source.catalog
    definitions.change("expr: amount", "expr: amuont")

    assert not source.refresh()
    assert source.catalog is good
    assert [p.file for p in source.problems] == ["shop.yml"]

    definitions.change("expr: amount", "expr: amount * 2")

    assert source.refresh()
    assert source.problems == ()
    assert source.catalog.metric("sales_amount").type.measure.expression.text == "amount * 2"


def test_files_that_come_and_go_are_noticed(definitions):
    source = CatalogSource(definitions.path)
    place = "  place: {dataset: shop, expr: town, label: Place, description: x}\n"
    definitions.write(f"version: 1\ndimensions:\n{place}", "more.yml")

    assert source.refresh()
    assert "place" in source.catalog.dimensions

    (definitions.path / "more.yml").unlink()

    assert source.refresh()
    assert "place" not in source.catalog.dimensions


def test_nothing_is_read_again_while_no_file_changes(definitions):
    source = CatalogSource(definitions.path)
    before = source.catalog

    assert not source.refresh()
    os.utime(definitions.path / "shop.yml", ns=(1, 1))
    assert not source.refresh()
    assert source.catalog.fingerprint == before.fingerprint


def test_a_source_that_starts_broken_raises(definitions):
    definitions.change("expr: amount", "expr: amuont")

    with pytest.raises(DefinitionsError):
        CatalogSource(definitions.path)
