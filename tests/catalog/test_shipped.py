"""The sample company's own definitions: complete, joined by one path, and true to the schema."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

import metrics
from metrics.catalog import DEFAULT_DEFINITIONS, check_definitions, load_catalog
from metrics.model import Exposure

SCHEMA = Path(metrics.__file__).parent / "sample" / "schema.sql"
METRICS = [
    "orders",
    "order_revenue",
    "average_order_value",
    "units_delivered",
    "units_in_service",
    "new_members",
    "active_subscriptions",
    "subscription_churn_rate",
    "ew_contracts_sold",
    "ew_revenue",
    "ew_attach_rate",
    "ew_cancellation_rate",
    "ew_earned_premium",
    "ew_loss_ratio",
    "units_under_base_warranty",
    "units_under_extended_warranty",
    "claims_reported",
    "claims_approved",
    "claims_paid",
    "claims_denied",
    "open_claims",
    "claim_cost",
    "average_claim_cost",
    "claim_approval_rate",
    "claim_frequency",
    "claim_cycle_days",
    "claims_per_1000_at_mis",
    "service_tickets",
    "service_visits",
    "first_time_fix_rate",
    "repeat_repair_rate_30d",
    "no_fault_found_rate",
    "repair_turnaround_days",
    "failures",
    "failure_rate",
    "error_events",
    "parts_on_hand",
    "parts_on_order",
    "redemptions",
    "recall_completion_rate",
]
DIMENSIONS = [
    "model",
    "region",
    "country",
    "plant",
    "build_month",
    "build_lot",
    "supplier",
    "part",
    "sales_channel",
    "symptom",
    "disposition",
    "coverage",
    "claim_status",
    "plan_term",
    "months_in_service",
    "campaign",
    "distribution_center",
]
MONEY = {"order_revenue", "average_order_value", "ew_revenue", "claim_cost", "average_claim_cost"}
MONEY |= {"ew_earned_premium", "ew_loss_ratio"}
OF_A_UNIT = {"model", "region", "country", "plant", "build_month", "build_lot"}
OF_AN_ORDER = {"model", "region", "country", "sales_channel"}
OF_A_TICKET = OF_A_UNIT | {"part", "symptom", "disposition"}
OF_A_CLAIM = OF_A_TICKET | {"supplier", "coverage", "claim_status", "months_in_service"}


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(DEFAULT_DEFINITIONS)


@pytest.fixture(scope="module")
def empty_warehouse():
    with duckdb.connect() as connection:
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        yield connection


def rows_of(connection, dataset):
    """The dataset as a relation of the engine."""
    if dataset.query is None:
        return connection.table(dataset.source)
    return connection.sql(dataset.query.tree.sql("duckdb"))


def paths(catalog, dataset, target):
    """Every way of joins from one dataset to another."""
    if dataset == target:
        return [()]
    joins = catalog.dataset(dataset).joins
    return [(j.name, *rest) for j in joins for rest in paths(catalog, j.to, target)]


def datasets_of(catalog, metric):
    parts = metric.parts
    if parts:
        return {d for part in parts for d in datasets_of(catalog, catalog.metric(part))}
    how = metric.type
    return {how.dataset if isinstance(how, Exposure) else how.measure.dataset}


def splits(catalog, name):
    """The dimensions that every part of a metric can be split by."""
    bases = datasets_of(catalog, catalog.metric(name))
    return {
        d.name
        for d in catalog.dimensions.values()
        if all(paths(catalog, base, d.dataset) for base in bases)
    }


def test_the_shipped_definitions_have_no_problem():
    assert check_definitions(DEFAULT_DEFINITIONS) == ()


def test_every_governed_name_is_there(catalog):
    assert set(METRICS) <= {m.name for m in catalog.askable}
    assert set(DIMENSIONS) <= set(catalog.dimensions)


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_says_who_answers_for_it_and_in_plain_words(catalog, name):
    metric = catalog.metric(name)

    assert metric.status == "certified"
    assert metric.owner in {g.name for g in catalog.directory.groups}
    assert metric.steward.removeprefix("@") in {p.handle for p in catalog.directory.people}
    assert 1 <= metric.description.count(".") <= 2
    assert metric.synonyms
    assert metric.access == ("cost" if name in MONEY else "general")


def test_only_counts_of_people_have_a_smallest_group(catalog):
    sized = {m.name: m.min_group_size for m in catalog.metrics.values() if m.min_group_size}

    assert sized == {"new_members": 11, "active_subscriptions": 11}


def test_goals_say_that_they_are_synthetic(catalog):
    sources = {m.goal.source for m in catalog.metrics.values() if m.goal}

    assert sources == {"synthetic goal of the sample company"}


def test_personal_data_is_not_in_the_catalogue(catalog):
    readable = {c for d in catalog.datasets.values() for c in d.columns}

    assert not readable & {"name", "email", "balance_due", "marketing_ok"}


def test_no_dimension_is_reached_by_two_paths(catalog):
    twice = [
        (dataset, dimension.name)
        for dataset in catalog.datasets
        for dimension in catalog.dimensions.values()
        if len(paths(catalog, dataset, dimension.dataset)) > 1
    ]

    assert twice == []


@pytest.mark.parametrize(
    ("names", "dimensions"),
    [
        ("orders order_revenue average_order_value", OF_AN_ORDER),
        ("units_delivered ew_attach_rate", OF_A_UNIT | {"sales_channel"}),
        ("units_in_service failure_rate", OF_A_UNIT),
        ("new_members active_subscriptions subscription_churn_rate", {"region", "country"}),
        ("ew_contracts_sold ew_revenue ew_cancellation_rate", OF_A_UNIT | {"plan_term"}),
        ("units_under_base_warranty", OF_A_UNIT | {"plan_term", "coverage"}),
        ("units_under_extended_warranty", OF_A_UNIT | {"plan_term"}),
        ("claims_reported claims_approved claims_paid claims_denied open_claims", OF_A_CLAIM),
        ("claim_cost average_claim_cost claim_approval_rate", OF_A_CLAIM),
        ("claim_frequency", OF_A_UNIT | {"coverage"}),
        ("ew_earned_premium", OF_A_UNIT | {"plan_term"}),
        ("ew_loss_ratio claims_per_1000_at_mis early_ticket_rate_30d", OF_A_UNIT),
        ("service_tickets service_visits first_time_fix_rate", OF_A_TICKET),
        ("repair_turnaround_days repeat_repair_rate_30d no_fault_found_rate", OF_A_TICKET),
        ("failures", OF_A_UNIT | {"part", "supplier", "months_in_service"}),
        ("error_events", OF_A_UNIT | {"part"}),
        ("parts_on_hand parts_on_order", {"part", "distribution_center"}),
        ("redemptions", {"region", "country", "promotion"}),
        ("recall_completion_rate", OF_A_UNIT | {"campaign"}),
    ],
)
def test_what_each_metric_can_be_split_by(catalog, names, dimensions):
    for name in names.split():
        assert splits(catalog, name) == dimensions, name


def test_every_dataset_reads_what_the_schema_has(catalog, empty_warehouse):
    tables = {name for (name,) in empty_warehouse.execute("SHOW TABLES").fetchall()}
    for dataset in catalog.datasets.values():
        rows = rows_of(empty_warehouse, dataset)
        assert set(dataset.columns) <= set(rows.columns), dataset.name
        assert set(dataset.tables) <= tables


def test_every_dimension_has_the_type_that_it_says(catalog, empty_warehouse):
    types = {"string": "VARCHAR", "integer": "INTEGER", "date": "DATE"}
    for dimension in catalog.dimensions.values():
        rows = rows_of(empty_warehouse, catalog.dataset(dimension.dataset))
        (found,) = rows.project(dimension.expression.tree.sql("duckdb")).types
        assert str(found) == types[dimension.data_type], dimension.name


def test_every_measure_can_be_computed(catalog, empty_warehouse):
    for metric in catalog.metrics.values():
        measure = getattr(metric.type, "measure", metric.type)
        wheres = [e for e in (getattr(measure, "where", None),) if e]
        fields = [e for e in (getattr(measure, "expression", None),) if e]
        if metric.parts:
            continue
        rows = rows_of(empty_warehouse, catalog.dataset(measure.dataset))
        for where in wheres:
            rows = rows.filter(where.tree.sql("duckdb"))
        for expression in fields:
            rows = rows.project(expression.tree.sql("duckdb"))
        assert rows.fetchall() == [], metric.name
