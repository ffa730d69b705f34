"""A shop of four customers: small enough to work every answer out by hand."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from metrics.catalog import load_catalog
from metrics.compiler import compile_plan
from metrics.governance import OPERATOR, decide
from metrics.planner import DataFacts, TableFacts, plan
from metrics.query import MetricQuery

COMPANY = """
version: 1
company:
  name: Shop
  synthetic: true
  help_contact: "#help"
  calendar: {time_zone: UTC, week_start: monday, fiscal_start_month: 7, history_starts: 2025-01-01}
"""
DIRECTORY = """
version: 1
groups:
  staff: {usergroup: S1, grants: [general]}
people: []
channels: []
"""
METRIC = """
  {name}:
    label: {label}
    description: {label}.
    owner: staff
    steward: "@ann"
    status: certified
    version: 1
    changes: [{{version: 1, on: 2026-01-01, by: "@ann", why: First.}}]
    direction: up_is_good
    format: decimal
    unit: things
    access: general
"""
SHOP = """
version: 1
subject: shop
datasets:
  customer:
    label: Customers
    description: Customers.
    source: customer
    key: [id]
    columns: [id, region, joined_on, left_on]
  sale:
    label: Sales
    description: Sales.
    source: sale
    key: [id]
    columns: [id, customer_id, amount, status, sold_on]
    time: sold_on
    joins:
      customer: {to: customer, on: {customer_id: id}}
  refund:
    label: Refunds
    description: Refunds.
    source: refund
    key: [id]
    columns: [id, customer_id, amount, made_on]
    time: made_on
    joins:
      customer: {to: customer, on: {customer_id: id}}
  stock:
    label: Stock
    description: Stock by week.
    source: stock
    key: [item, week]
    columns: [item, week, pieces]
    time: week
  label_of_sale:
    label: Labels
    description: Labels that were put on sales, several on one.
    source: label_of_sale
    key: [sale_id, label]
    columns: [sale_id, label, shade]
    bridge: true
    joins:
      sale: {to: sale, on: {sale_id: id}}
  trip:
    label: Trips
    description: Trips of customers, several each, and not a bridge.
    source: trip
    key: [id]
    columns: [id, customer_id, town]
    joins:
      customer: {to: customer, on: {customer_id: id}}
dimensions:
  sale_label: {dataset: label_of_sale, expr: label, label: Sale label, description: Label.}
  shade: {dataset: label_of_sale, expr: shade, label: Shade, description: Shade.}
  town: {dataset: trip, expr: town, label: Town, description: Town.}
  region: {dataset: customer, expr: region, label: Region, description: Region.}
  sale_status: {dataset: sale, expr: status, label: Status, description: Status.}
  item: {dataset: stock, expr: item, label: Item, description: Item.}
metrics:
"""
TYPES = {
    "sales": "type: simple\n    dataset: sale\n    agg: sum\n    expr: amount\n    time: sold_on",
    "sale_count": "type: simple\n    dataset: sale\n    agg: count\n    time: sold_on",
    "buyers": (
        "type: simple\n    dataset: sale\n    agg: count_distinct\n    expr: customer_id\n"
        "    time: sold_on"
    ),
    "average_sale": (
        "type: simple\n    dataset: sale\n    agg: average\n    expr: amount\n    time: sold_on"
    ),
    "completed_sales": (
        "type: simple\n    dataset: sale\n    agg: count\n    where: status = 'completed'\n"
        "    where_in_words: completed only\n    time: sold_on"
    ),
    "refunds": (
        "type: simple\n    dataset: refund\n    agg: sum\n    expr: amount\n    time: made_on"
    ),
    "refund_rate": "type: ratio\n    numerator: refunds\n    denominator: sales",
    "refunds_per_thousand": (
        "type: ratio\n    numerator: refunds\n    denominator: sales\n    scale: 1000"
    ),
    "net_sales": "type: derived\n    expr: sales - refunds",
    "early_refund_sales": (
        "type: simple\n    dataset: sale\n    agg: count\n    where: status = 'pending'\n"
        "    where_in_words: pending only\n    time: sold_on\n"
        "    maturity: {after_days: 30, immature: exclude, reason: Thirty days must pass.}"
    ),
    "median_sale": (
        "type: simple\n    dataset: sale\n    agg: median\n    expr: amount\n    time: sold_on"
    ),
    "high_sale": (
        "type: simple\n    dataset: sale\n    agg: percentile\n    percentile: 0.9\n"
        "    discrete: true\n    expr: amount\n    time: sold_on"
    ),
    "rare_sales": (
        "type: simple\n    dataset: sale\n    agg: count\n    time: sold_on\n"
        "    where: status = 'lost'\n    where_in_words: lost only\n    missing: empty"
    ),
    "premium": (
        "type: exposure\n    dataset: customer\n    opens: joined_on\n    closes: left_on\n"
        "    per_day: 2 + 1"
    ),
    "sales_30d": "type: cumulative\n    metric: sales\n    window: {days: 30}",
    "buyers_to_date": "type: cumulative\n    metric: buyers\n    to_date: year",
    "sales_so_far": "type: cumulative\n    metric: sales",
    "refunded_within": (
        "type: conversion\n    dataset: sale\n    time: sold_on\n    counts: rows\n"
        "    event: {dataset: refund, time: made_on, entity: {customer_id: customer_id}}\n"
        "    within: {days: days_after}\n"
        "    parameters: {days_after: {label: days, values: [7, 60], default: 60}}"
    ),
    "first_sales": (
        "type: conversion\n    dataset: customer\n    time: joined_on\n    counts: events\n"
        "    event: {dataset: sale, time: sold_on, entity: {id: customer_id}}\n"
        "    within: {months: 1}"
    ),
    "settled_rate": (
        "type: ratio\n    numerator: completed_sales\n    denominator: sale_count\n"
        "    maturity: {after_days: 30, after_months: 1, immature: refuse, reason: Too young.}"
    ),
    "goal_sales": (
        "type: simple\n    dataset: sale\n    agg: sum\n    expr: amount\n    time: sold_on\n"
        "    where: status = 'completed'\n    where_in_words: completed only\n"
        "    goal: {value: 100, grain: month, source: the plan}"
    ),
    "customers": (
        "type: balance\n    dataset: customer\n    agg: count\n    opens: joined_on\n"
        "    closes: left_on"
    ),
    "customer_months": (
        "type: exposure\n    dataset: customer\n    opens: joined_on\n    closes: left_on"
    ),
    "stocked": (
        "type: snapshot\n    dataset: stock\n    agg: sum\n    expr: pieces\n    time: week\n"
        "    carry_days: 10"
    ),
}
DATA = """
create table customer (id int, region varchar, joined_on date, left_on date);
insert into customer values
  (1, 'EAST', '2025-01-10', null), (2, 'EAST', '2025-02-01', '2025-03-31'),
  (3, 'WEST', '2025-02-15', null), (4, 'NORTH', '2025-03-01', '2025-03-01');
create table sale (id int, customer_id int, amount decimal(12, 2), status varchar, sold_on date);
insert into sale values
  (101, 1, 100, 'completed', '2025-01-15'), (102, 1, 50, 'completed', '2025-01-31'),
  (103, 2, 200, 'pending', '2025-03-01'), (104, 3, 75, 'completed', '2025-03-31'),
  (105, 99, 30, 'completed', '2025-03-15'), (106, null, 80, 'completed', '2025-05-01');
create table refund (id int, customer_id int, amount decimal(12, 2), made_on date);
insert into refund values
  (201, 1, 10, '2025-01-20'), (202, 3, 5, '2025-03-02'), (203, 4, 15, '2025-03-03');
create table label_of_sale (sale_id int, label varchar, shade varchar);
insert into label_of_sale values
  (101, 'gift', 'red'), (101, 'rush', 'red'), (102, 'gift', 'blue'), (103, 'rush', null),
  (999, 'gift', 'red'), (104, 'gift', 'red'), (104, 'plain', 'red');
create table trip (id int, customer_id int, town varchar);
create table stock (item varchar, week date, pieces int);
insert into stock values
  ('desk', '2025-01-27', 5), ('lamp', '2025-01-27', 7), ('desk', '2025-02-24', 4),
  ('lamp', '2025-03-03', 9);
"""
BY_CUSTOMER = frozenset({"customer_id"})
MANY_SALES = DataFacts(
    since=date(2025, 1, 1),
    tables={
        "customer": TableFacts(100, frozenset({"id"}), frozenset({"joined_on", "left_on"})),
        "sale": TableFacts(10_000, BY_CUSTOMER),
        "refund": TableFacts(10_000, BY_CUSTOMER),
    },
)


@pytest.fixture(scope="module")
def shop_catalog(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    metrics = "".join(
        METRIC.format(name=name, label=name.replace("_", " ").capitalize()) + f"    {spec}\n"
        for name, spec in TYPES.items()
    )
    (folder / "company.yml").write_text(COMPANY, encoding="utf-8")
    (folder / "directory.yml").write_text(DIRECTORY, encoding="utf-8")
    (folder / "shop.yml").write_text(SHOP + metrics, encoding="utf-8")
    return load_catalog(folder)


@pytest.fixture(scope="module")
def ask(shop_catalog):
    """A function from the parts of a query to its rows, run by DuckDB."""
    connection = duckdb.connect()
    connection.execute(DATA)

    def rows(*metrics, as_of=date(2025, 5, 31), **parts):
        query = MetricQuery(metrics, **parts)
        approved = decide(plan(query, shop_catalog, as_of=as_of), OPERATOR, shop_catalog)
        statement = compile_plan(approved)
        found = connection.execute(statement.sql, statement.parameters).fetchall()
        assert connection.execute(statement.written_out()).fetchall() == found
        by_key = compile_plan(approved, data=MANY_SALES)
        assert connection.execute(by_key.sql, by_key.parameters).fetchall() == found
        return found

    yield rows
    connection.close()
