"""The definitions of a workshop that rents out tools: every metric type, every kind of join.

Two facts (rentals, repairs), memberships as spells, a stock count as snapshots; many-to-one chains
of two and three steps, one with a composite key; two bridges. A table and columns carry names that
SQL must quote.
"""

from __future__ import annotations

from pathlib import Path

from metrics.catalog import Catalog, load_catalog

COMPANY = """
version: 1
company:
  name: Workshop
  synthetic: true
  help_contact: "#help"
  calendar:
    time_zone: UTC
    week_start: {week_start}
    fiscal_start_month: {fiscal}
    history_starts: {first}
"""
DIRECTORY = """
version: 1
groups:
  staff: {usergroup: S1, grants: [general]}
people: []
channels: []
"""
ROWS = """
version: 1
subject: workshop
datasets:
  county:
    {labels}
    key: [code]
    columns: [code, name, zone]
  town:
    {labels}
    key: [code]
    columns: [code, county_code, size]
    joins: {{county: {{to: county, on: {{county_code: code}}}}}}
  customer:
    {labels}
    key: [id]
    columns: [id, town_code, segment, joined_on]
    time: joined_on
    joins: {{town: {{to: town, on: {{town_code: code}}}}}}
  tool:
    {labels}
    key: [id]
    columns: [id, maker, bought_on, weight]
  tariff:
    {labels}
    key: [kind, level]
    columns: [kind, level, name]
  rental:
    {labels}
    source: order
    key: [id]
    columns: [id, customer_id, tool_id, kind, level, group, "Hours Out", fee, rented_on]
    time: rented_on
    joins:
      customer: {{to: customer, on: {{customer_id: id}}}}
      tool: {{to: tool, on: {{tool_id: id}}}}
      tariff: {{to: tariff, on: {{kind: kind, level: level}}}}
  repair:
    {labels}
    query: |
      SELECT repair_id, tool_id, cost, opened_at FROM (
        SELECT repair_id, tool_id, cost, opened_at,
          row_number() OVER (PARTITION BY repair_id ORDER BY load_id DESC) AS place
        FROM repair_load
      ) AS loads WHERE place = 1
    key: [repair_id]
    columns: [repair_id, tool_id, cost, opened_at]
    time: opened_at
    joins: {{tool: {{to: tool, on: {{tool_id: id}}}}}}
  membership:
    {labels}
    key: [id]
    columns: [id, customer_id, plan, price, starts_on, ends_on]
    joins: {{customer: {{to: customer, on: {{customer_id: id}}}}}}
  stock:
    {labels}
    key: [shelf, counted_at]
    columns: [shelf, counted_at, town_code, pieces]
    time: counted_at
    joins: {{town: {{to: town, on: {{town_code: code}}}}}}
  tag:
    {labels}
    key: [id]
    columns: [id, label, family]
  tool_tag:
    {labels}
    key: [id]
    columns: [id, tool_id, tag_id, strength]
    bridge: true
    joins:
      tagged: {{to: tool, on: {{tool_id: id}}}}
      tag: {{to: tag, on: {{tag_id: id}}}}
  hobby:
    {labels}
    key: [customer_id, hobby]
    columns: [customer_id, hobby]
    bridge: true
    joins: {{customer: {{to: customer, on: {{customer_id: id}}}}}}
rollups:
  rentals_by_month:
    dataset: rental
    time: rented_on
    grain: month
    dimensions: [county_name, segment, maker, rental_group, is_long]
    metrics: [rentals, late_rentals, fees, lowest_fee, highest_fee, rentals_known]
  repairs_by_day:
    dataset: repair
    time: opened_at
    grain: day
    dimensions: [maker, tool_weight]
    metrics: [repairs, repair_cost]
dimensions:
"""
DIMENSIONS = {
    "county_name": "dataset: county, expr: name",
    "county_zone": "dataset: county, expr: zone, type: integer",
    "town_size": "dataset: town, expr: size",
    "segment": "dataset: customer, expr: segment",
    "maker": "dataset: tool, expr: maker",
    "tool_bought_on": "dataset: tool, expr: bought_on, type: date",
    "tool_weight": "dataset: tool, expr: weight, type: number",
    "tariff_name": "dataset: tariff, expr: name",
    "rental_group": "dataset: rental, expr: '\"group\"'",
    "is_long": "dataset: rental, expr: '\"Hours Out\" > 24', type: boolean",
    "plan": "dataset: membership, expr: plan",
    "shelf": "dataset: stock, expr: shelf",
    "tag_label": "dataset: tag, expr: label",
    "tag_family": "dataset: tag, expr: family",
    "tag_strength": "dataset: tool_tag, expr: strength",
    "hobby_name": "dataset: hobby, expr: hobby",
}
_RENTAL = "type: simple, dataset: rental, "
_MEMBER = "dataset: membership, opens: starts_on, closes: ends_on, "
_STOCK = "type: snapshot, dataset: stock, carry_days: 9, "
_LATE = 'where: "\\"group\\" = \'late\'", where_in_words: late ones, '
_WAIT = "reason: It takes time."
_SOON = "event: {dataset: repair, time: opened_at, entity: {tool_id: tool_id}}"
_THEN = "event: {dataset: rental, time: rented_on, entity: {id: customer_id}}"
METRICS = {
    "rentals": _RENTAL + "agg: count, goal: {value: 6, grain: month, source: us}",
    "late_rentals": _RENTAL + _LATE + "agg: count, missing: empty",
    "fees": _RENTAL + "agg: sum, expr: fee",
    "renters": _RENTAL + "agg: count_distinct, expr: customer_id",
    "average_fee": _RENTAL + "agg: average, expr: fee, goal: {value: 2.5, source: us}",
    "lowest_fee": _RENTAL + "agg: min, expr: fee",
    "highest_fee": _RENTAL + _LATE + "agg: max, expr: fee",
    "median_fee": _RENTAL + "agg: median, expr: fee",
    "high_hours": _RENTAL + "agg: percentile, percentile: 0.75, expr: '\"Hours Out\"'",
    "usual_fee": _RENTAL + "agg: percentile, percentile: 0.25, discrete: true, expr: fee",
    "repairs": "type: simple, dataset: repair, agg: count",
    "repair_cost": "type: simple, dataset: repair, agg: sum, expr: cost",
    "cost_per_rental": "type: ratio, numerator: repair_cost, denominator: rentals, scale: 1000",
    "net_fees": "type: derived, expr: fees - repair_cost",
    "oddity": "type: derived, expr: -(fees + 2) / (rentals - repairs) * 0.5",
    "members": "type: balance, agg: count, " + _MEMBER.removesuffix(", "),
    "members_before": "type: balance, agg: count, at: start, " + _MEMBER.removesuffix(", "),
    "book_value": "type: balance, agg: sum, expr: price, " + _MEMBER.removesuffix(", "),
    "average_price": "type: balance, agg: average, expr: price, " + _MEMBER.removesuffix(", "),
    "member_months": "type: exposure, " + _MEMBER.removesuffix(", "),
    "gold_months": "type: exposure, where: plan = 'gold', where_in_words: gold, missing: empty, "
    + _MEMBER.removesuffix(", "),
    "earned": "type: exposure, per_day: price / 8, " + _MEMBER.removesuffix(", "),
    "rentals_per_member": "type: ratio, numerator: rentals_known, denominator: member_months",
    "rentals_known": _RENTAL
    + "agg: count, where: customer_id is not null, where_in_words: by somebody, private: true",
    "pieces": _STOCK + "agg: sum, expr: pieces",
    "shelves": _STOCK + "agg: count, missing: zero",
    "largest_shelf": _STOCK + "agg: max, expr: pieces, where: pieces < 7, where_in_words: small",
    "rentals_repaired": f"type: conversion, dataset: rental, {_SOON}, within: {{days: days}}, "
    "counts: rows, parameters: {days: {label: days, values: [7, 30, 90], default: 30}}",
    "later_rentals": f"type: conversion, dataset: customer, {_THEN}, within: {{months: months}}, "
    "counts: events, parameters: {months: {label: months, values: [1, 3], default: 3}}",
    "new_customers": "type: simple, dataset: customer, agg: count",
    "rentals_per_customer": "type: ratio, numerator: later_rentals, denominator: new_customers, "
    f"maturity: {{after_days: 5, after_months: months, immature: refuse, {_WAIT}}}, "
    "parameters: {months: {label: months, values: [1, 3], default: 3}}",
    "repaired_share": "type: ratio, numerator: rentals_repaired, denominator: rentals, "
    f"maturity: {{after_days: 20, immature: exclude, {_WAIT}}}, "
    "parameters: {days: {label: days, values: [7, 30, 90], default: 30}}",
    "settled_rentals": _RENTAL
    + f"agg: count, maturity: {{after_days: 30, after_months: 1, immature: exclude, {_WAIT}}}",
    "settled_share": "type: ratio, numerator: settled_rentals, denominator: rentals",
    "settled_plus": "type: derived, expr: repaired_share * 2 + settled_rentals, "
    "parameters: {days: {label: days, values: [7, 30, 90], default: 30}}",
    "settled_per_month": "type: ratio, numerator: settled_rentals, denominator: member_months, "
    f"maturity: {{after_days: 10, immature: exclude, {_WAIT}}}",
    "early_fees": _RENTAL
    + f"agg: sum, expr: fee, maturity: {{after_days: 15, immature: label, {_WAIT}}}",
    "closed_fees": _RENTAL
    + f"agg: sum, expr: fee, maturity: {{after_days: 15, immature: refuse, {_WAIT}}}",
    "fees_rolling": "type: cumulative, metric: fees, window: {months: 2}",
    "renters_lately": "type: cumulative, metric: renters, window: {weeks: weeks}, "
    "parameters: {weeks: {label: weeks, values: [2, 5], default: 2}}",
    "fees_this_year": "type: cumulative, metric: fees, to_date: fiscal_year",
    "fees_ever": "type: cumulative, metric: fees",
    "cost_ratio_so_far": "type: cumulative, metric: cost_per_rental, to_date: quarter",
    "rolling_net": "type: derived, expr: fees_rolling - repair_cost",
}
CALENDARS = {
    "monday": {"week_start": "monday", "fiscal": 7, "first": "2023-01-10"},
    "sunday": {"week_start": "sunday", "fiscal": 2, "first": "2023-02-01"},
}
ABOUT = """    owner: staff
    steward: "@ann"
    status: certified
    version: 1
    changes: [{version: 1, on: 2026-01-01, by: "@ann", why: First.}]
    direction: up_is_good
    format: decimal
    unit: things
    access: general
"""


def workshop(folder: Path, calendar: str) -> Catalog:
    """The catalogue under one of ``CALENDARS``, by way of YAML files in ``folder``."""
    rows = ROWS.replace("{labels}", "label: Rows\n    description: Rows.")
    files = {
        "company.yml": COMPANY.format(**CALENDARS[calendar]),
        "directory.yml": DIRECTORY,
        "workshop.yml": rows.format() + _dimensions() + "metrics:\n" + _metrics(),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return load_catalog(folder)


def _dimensions() -> str:
    return "".join(
        f"  {name}: {{{spec}, label: {_words(name)}, description: It.}}\n"
        for name, spec in DIMENSIONS.items()
    )


def _metrics() -> str:
    return "".join(
        f"  {name}:\n    label: {_words(name)}\n    description: It.\n{ABOUT}{_block(spec)}"
        for name, spec in METRICS.items()
    )


def _block(spec: str) -> str:
    """``a: 1, b: {c: 2}`` as one indented line a field."""
    depth, fields, start = 0, [], 0
    for place, letter in enumerate(spec):
        depth += (letter in "{[") - (letter in "}]")
        if letter == "," and depth == 0:
            fields.append(spec[start:place])
            start = place + 1
    return "".join(f"    {field.strip()}\n" for field in [*fields, spec[start:]])


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
