"""The inspection finds what is wrong with the data, and nothing where nothing is."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from metrics.catalog import CatalogSource
from metrics.errors import WarehouseUnavailableError
from metrics.inspection import inspect_data
from metrics.layer import SemanticLayer
from metrics.warehouse import open_warehouse, publish

MARKET = Path(__file__).parent / "market"
NOW = datetime(2026, 4, 1, 9, tzinfo=ZoneInfo("Europe/London"))
TWICE = "insert into sale select * replace (2 as load_id) from sale where sale_id = 2"
# What is done to the data, what to the definitions, and what is found then.
DATA = [
    ("insert into stall values (1, 'Ashby', 'N', '2026-01-01', null)", "problem", "key",
     "with another: 1 such, for example 1. The joins sale.stall would repeat rows."),
    ("insert into stock values ('desk', '2026-02-28', 1)", "problem", "key",
     "share item, counted_on with another: 1 such, for example desk, 2026-02-28."),
    ("update stall set stall_id = null where stall_id = 3", "problem", "key",
     '1 row of dataset "stall" has no stall_id.'),
    ("update sale set stall_id = 9 where sale_id = 4", "warning", "orphans",
     '1 row of dataset "sale" (20 %) has a stall_id that is not in "stall", for example 9.'),
    ("update sale set stall_id = stall_id + 10", "problem", "orphans",
     '4 rows of dataset "sale" (80 %) have a stall_id that is not in "stall"'),
    (TWICE, "known", "repeats",
     "repeats one of them and is left out: its query keeps one row a sale_id. Sales, one row a "),
    ("update stall set closed_on = '2025-12-31' where stall_id = 2", "known", "spells",
     '1 row of "stall" (33 %) behind metric "open_stalls" close before they open'),
    ("update stall set closed_on = '2025-12-31'", "problem", "spells",
     '3 rows of "stall" (100 %) behind metric "open_stalls" close before they open'),
    ("update sale set kind = 'toys' where sale_id = 4", "warning", "values",
     'Dimension "kind" has values that it does not declare: toys.'),
    ("update sale set kind = 'food'", "warning", "values",
     'Dimension "kind" declares values that do not occur: tools.'),
    ("update stall set region = 'N'", "warning", "values",
     'Dimension "region" has words for values that do not occur: S.'),
    ("insert into stall values (4, 'Cowes', 'N', '2026-01-01', null)", "problem", "nesting",
     '"town", for example Cowes, does not lie wholly in one value of "region".'),
    ("insert into stall values (4, 'Cowes', null, '2026-01-01', null)", "problem", "nesting",
     "for example Cowes"),
    ("update load_log set loaded_on = '2026-03-29' where table_name = 'sale'", "warning",
     "freshness",
     'Dataset "sale" is late: loaded through 2026-03-29 (sale), promised within 36 hours.'),
    ("delete from load_log where table_name = 'stock'", "warning", "freshness",
     'The load log knows nothing of stock, which "stock" reads.'),
    ("update sale set sold_on = '2026-01-31' where sale_id = 2", "problem", "golden",
     "from 2026-02-01 to before 2026-03-01 is 1; its golden value of 2026-03-01 is 2."),
    ("update sale set amount = 5.17 where sale_id = 2", "problem", "golden",
     "is 35.17; its golden value of 2026-04-02 is 35.1."),
    ("update stock set pieces = -20 where item = 'desk'", "problem", "invariants",
     'Metric "stock" is below zero in 3 months, first in 2026-01.'),
    ("update sale set amount = -1", "warning", "invariants",
     'Metric "takings" is 0 or empty in every month.'),
    ("delete from stock", "warning", "rows", 'Dataset "stock" has no rows.'),
    ("alter table stock drop pieces", "problem", "columns",
     'Dataset "stock" has no column "pieces" in the warehouse.'),
    ("drop table stock", "problem", "columns", 'Dataset "stock" cannot be read.'),
    ("alter table stall alter opened_on type varchar", "problem", "types",
     '"opens" of "open_stalls" must be a date, but opened_on is VARCHAR.'),
    ("alter table sale alter sold_on type timestamp", "warning", "types",
     '"time" of "sales" must be a date, but sold_on is TIMESTAMP.'),
    ("alter table stall alter opened_on type timestamp", "warning", "types",
     '"opens" of "stall_months" must be a date, but opened_on is TIMESTAMP.'),
    ("alter table sale alter amount type varchar", "problem", "types",
     '"expr" of "takings" must be an integer or number, but amount is VARCHAR.'),
    ("alter table stall alter region type int using 1", "problem", "types",
     '"expr" of "region" must be a string, but region is INTEGER.'),
    ("alter table sale alter stall_id type varchar", "problem", "types",
     'Join "stall" of "sale" holds stall_id (VARCHAR) against stall.stall_id (INTEGER).'),
]  # fmt: skip
DEFINITIONS = [
    ("expr: kind,", "expr: kind, type: date,", "problem", "types",
     '"expr" of "kind" must be a date, but kind is VARCHAR.'),
    ("where: amount > 0", "where: amount > kind", "problem", "types",
     '"where" of "takings" does not work on the data: amount > kind.'),
    ("expr: amount\n", "expr: CAST(kind AS DATE)\n", "problem", "types",
     '"expr" of "takings" must be an integer or number, but CAST(kind AS DATE) is DATE.'),
    ("part_of: region", "part_of: kind", "problem", "nesting",
     'Dimension "town" is part of "kind", but no way of joins leads there.'),
    ("expr: kind,", "expr: kind, part_of: region,", "problem", "nesting",
     '2 values of dimension "kind", for example food, do not lie wholly in one value of "region"'),
]  # fmt: skip


METRIC = """\
  {name}:
    label: {label}
    description: A number of the market.
    {spec}
    owner: sellers
    steward: "@ann"
    status: draft
    version: 1
    changes: [{{version: 1, on: 2026-01-01, by: "@ann", why: First.}}]
    direction: neutral
    format: {form}
    access: general
"""
RETURNED = """\
type: conversion
dataset: sale
event: {dataset: sale, where: kind = 'food', time: sold_on, entity: {stall_id: stall_id}}
within: {months: 1}
counts: rows"""
RENT = "type: exposure\ndataset: stall\nopens: opened_on\ncloses: closed_on\nper_day: stall_id / 2"
SO_FAR = "type: cumulative\nmetric: takings"
# The definition of one more metric, what is put in it, and what is found then.
MORE = [
    (RETURNED, ("kind = 'food'", "amount > kind"), "types",
     '"event where" of "one_more" does not work on the data: amount > kind.'),
    (RETURNED, ("time: sold_on,", "time: kind,"), "types",
     '"event time" of "one_more" must be a date, but kind is VARCHAR.'),
    (RETURNED, ("stall_id: stall_id", "stall_id: kind"), "types",
     '"entity" of "one_more" holds stall_id (INTEGER) against sale.kind (VARCHAR).'),
    (RENT, ("stall_id / 2", "town"), "types",
     '"per_day" of "one_more" must be an integer or number, but town is VARCHAR.'),
    (RENT, ("closes: closed_on", "closes: opened_on"), "invariants",
     'Metric "one_more" is 0 or empty in every month.'),
]  # fmt: skip


@pytest.fixture
def inspect(tmp_path):
    """A function that changes data and definitions of the market, and inspects them."""

    def inspected(*sql, old="", new="", now=NOW, watcher=None):
        folder = tmp_path / "definitions"
        shutil.copytree(MARKET, folder, ignore=shutil.ignore_patterns("*.sql"))
        text = (folder / "market.yml").read_text(encoding="utf-8")
        assert old in text
        (folder / "market.yml").write_text(text.replace(old, new, 1), encoding="utf-8")

        def fill(connection):
            for statement in ((MARKET / "data.sql").read_text(encoding="utf-8"), *sql):
                connection.execute(statement)

        publish(tmp_path / "market.duckdb", fill)
        with open_warehouse(
            f"duckdb:///{tmp_path}/market.duckdb", workers=1, time_zone="Europe/London"
        ) as warehouse:
            layer = SemanticLayer(CatalogSource(folder), warehouse)
            return inspect_data(layer, warehouse, now=now, watcher=watcher)

    return inspected


def test_sound_data_give_no_finding(inspect):
    assert inspect().findings == ()


@pytest.mark.parametrize(("sql", "severity", "check", "says"), DATA, ids=lambda v: str(v)[:50])
def test_what_is_wrong_with_the_data_is_found(inspect, sql, severity, check, says):
    mine = [f for f in inspect(sql).findings if f.check == check and f.severity == severity]

    assert any(says in f.message for f in mine), mine
    assert all(f.advice or f.severity == "known" for f in mine)


@pytest.mark.parametrize(("old", "new", "severity", "check", "says"), DEFINITIONS)
def test_what_definitions_expect_of_the_data_is_checked(inspect, old, new, severity, check, says):
    mine = [f for f in inspect(old=old, new=new).findings if f.check == check]

    assert [says in f.message for f in mine if f.severity == severity].count(True) == 1


def test_a_dataset_that_cannot_be_read_is_told_once_and_not_looked_at_further(inspect):
    findings = inspect("drop table stall", "drop table stock").findings
    checks = {(f.check, f.subject) for f in findings if f.subject in ("stall", "stock", "sale")}

    assert {("columns", "stall"), ("columns", "stock")} <= checks
    assert not {("key", "stall"), ("orphans", "sale"), ("types", "stall")} & checks


def test_findings_stand_worst_first_with_the_place_of_the_definition(inspect):
    findings = inspect(
        TWICE,
        "update sale set kind = 'toys' where sale_id = 4",
        "insert into stall values (1, 'Ashby', 'N', '2026-01-01', null)",
    ).findings

    assert list(dict.fromkeys(f.severity for f in findings)) == ["problem", "warning", "known"]
    assert findings[0].origin.file == "market.yml"


def test_every_join_says_how_far_it_carries(inspect):
    (join,) = inspect("update sale set stall_id = 9 where sale_id = 4").joins

    assert (join.dataset, join.join, join.to) == ("sale", "stall", "stall")
    assert (join.rows, join.without_key, join.orphans) == (5, 1, 1)
    assert join.share == pytest.approx(0.6)


@pytest.mark.parametrize(("hour", "late"), [(11, False), (13, True)])
def test_data_are_late_after_the_promised_hours(inspect, hour, late):
    now = datetime(2026, 4, 2, hour, tzinfo=ZoneInfo("Europe/London"))  # 36 h after the 31st: noon

    assert ("freshness" in {f.check for f in inspect(now=now).findings}) is late


def test_a_watcher_hears_of_every_look_in_order(inspect):
    class Listener:
        heard: list = []  # noqa: RUF012 - one listener, one test

        def looking(self, words, position, total):
            self.heard.append((words, position, total))

    listener = Listener()
    looks = inspect(watcher=listener).looks

    assert [position for _, position, _ in listener.heard] == list(range(looks))
    assert {total for *_, total in listener.heard} == {looks}
    assert listener.heard[0][0] == "the columns of sale"


UNDATED = """\
  code:
    label: Codes
    description: Codes, one row a code.
    source: lookup_codes
    key: [code]
    columns: [code, pieces]
    undated: true
dimensions:
"""
CODES = "type: simple\ndataset: code\nagg: {}"


@pytest.mark.parametrize(
    ("agg", "rows", "said"),
    [
        ("count", "('A', 1), ('B', 2)", []),
        ("count", "", ['Metric "one_more" is 0 or empty.']),
        ("sum\nexpr: pieces", "('A', -1)", ['Metric "one_more" is below zero.']),
        ("count\ngolden: [{value: 2, on: 2026-03-01}]", "('A', 1), ('B', 2)", []),
        (
            "count\ngolden: [{value: 2, on: 2026-03-01}]",
            "('A', 1)",
            ['Metric "one_more" as it is now is 1; its golden value of 2026-03-01 is 2.'],
        ),
    ],
)
def test_rows_without_a_day_are_counted_as_they_are_now(inspect, agg, rows, said):
    spec = more(CODES.format(agg))
    sql = ["create table lookup_codes (code varchar, pieces int)"]
    sql += [f"insert into lookup_codes values {rows}"] if rows else []
    sql += ["insert into load_log values ('lookup_codes', '2026-03-31', 'ok')"]
    text = (MARKET / "market.yml").read_text(encoding="utf-8")
    old = text[text.index("dimensions:\n") : text.index("metrics:\n") + len("metrics:\n")]
    new = UNDATED + old.removeprefix("dimensions:\n").removesuffix("metrics:\n") + spec

    found = inspect(*sql, old=old, new=new).findings

    assert [f.message for f in found if f.check != "rows"] == said


def test_a_metric_past_its_sunset_is_not_asked(inspect):
    ended = "    status: deprecated\n    successor: sales\n    sunset: 2026-03-31\n"
    new = more("type: simple\ndataset: sale\nagg: count").replace("    status: draft\n", ended)

    assert inspect(old="metrics:\n", new=new).findings == ()


def test_arithmetic_may_be_below_zero(inspect):
    net = more("type: derived\nexpr: stock - 10 * sales")

    assert inspect(old="metrics:\n", new=net).findings == ()


@pytest.mark.parametrize("spec", [RETURNED, RENT, SO_FAR], ids=["conversion", "rent", "so far"])
def test_sound_data_give_no_finding_about_metrics_of_other_types(inspect, spec):
    assert inspect(old="metrics:\n", new=more(spec)).findings == ()


@pytest.mark.parametrize(("spec", "pair", "check", "says"), MORE, ids=lambda v: str(v)[-30:])
def test_metrics_of_other_types_are_checked_too(inspect, spec, pair, check, says):
    assert pair[0] in spec
    findings = inspect(old="metrics:\n", new=more(spec.replace(*pair))).findings

    assert says in [f.message for f in findings if f.check == check]


def test_what_is_counted_so_far_may_not_be_below_zero_and_a_price_may(inspect):
    specs = {
        "sold": "type: simple\ndataset: sale\nagg: sum\nexpr: amount",
        "sold_so_far": "type: cumulative\nmetric: sold",
        "rent": RENT,
    }
    text = "".join(more(spec, name).removeprefix("metrics:\n") for name, spec in specs.items())
    spoilt = ("update sale set amount = -1", "update stall set stall_id = -stall_id")
    found = inspect(*spoilt, old="metrics:\n", new="metrics:\n" + text).findings

    assert {f.subject for f in found if "below zero" in f.message} == {"sold", "sold_so_far"}


def test_days_of_moments_with_a_zone_are_those_of_the_company(inspect):
    zoned = "alter table sale alter sold_on type timestamptz"

    assert inspect(zoned).findings == ()


def more(spec, name="one_more"):
    """The beginning of the metrics, with one more."""
    label, spec = name.replace("_", " "), spec.replace("\n", "\n    ")
    form = "decimal" if "ratio" in spec else "integer"
    return "metrics:\n" + METRIC.format(name=name, label=label, spec=spec, form=form)


def test_a_ratio_of_what_is_counted_may_not_be_below_zero(inspect):
    stock = ("numerator: takings", "numerator: stock")
    found = inspect("update stock set pieces = -pieces", old=stock[0], new=stock[1]).findings

    assert {f.subject for f in found if f.check == "invariants"} == {"stock", "average_sale"}


@pytest.mark.parametrize(
    ("golden", "said"),
    [
        (
            "{period: 2027, value: 2, on: 2026-03-01}",
            "cannot be asked for: The data reach through",
        ),
        ("{period: 2026-02, value: 2, filters: {region: E}, on: 2026-03-01}", "is 0; its golden"),
    ],
)
def test_a_golden_value_that_cannot_be_met_is_a_problem(inspect, golden, said):
    old = "{period: 2026-02, value: 2, on: 2026-03-01}"
    (finding,) = inspect(old=old, new=golden).findings

    assert (finding.severity, finding.check) == ("problem", "golden")
    assert said in finding.message


def test_an_empty_ratio_does_not_agree_with_a_golden_value(inspect):
    old = "golden: [{period: 2026, value: 7.02"
    found = inspect("delete from sale where sold_on < '2026-02-01'", old=old,
                    new="golden: [{period: 2026-01, value: 0").findings  # fmt: skip

    assert any("is empty; its golden value" in f.message for f in found)


def test_without_a_load_log_nothing_is_said_of_freshness(tmp_path, inspect, monkeypatch):
    text = (MARKET / "company.yml").read_text(encoding="utf-8")
    bare = tmp_path / "bare"
    shutil.copytree(MARKET, bare)
    log, people = text.index("  freshness:"), text.index("groups:")
    (bare / "company.yml").write_text(text[:log] + text[people:], encoding="utf-8")
    monkeypatch.setattr("tests.inspection.test_live.MARKET", bare)

    assert inspect("drop table load_log").findings == ()


def test_a_warehouse_that_is_gone_is_an_error_and_not_a_finding(inspect, tmp_path):
    inspect()
    with open_warehouse(
        f"duckdb:///{tmp_path}/market.duckdb", workers=1, time_zone="Europe/London"
    ) as warehouse:
        layer = SemanticLayer(CatalogSource(tmp_path / "definitions"), warehouse)
    with pytest.raises(WarehouseUnavailableError):
        inspect_data(layer, warehouse, now=NOW)


def test_the_sample_company_has_no_problem_and_its_known_ones_are_known(
    layer, sample_warehouse_path, by_hand
):
    now = datetime(2026, 11, 1, 9, tzinfo=ZoneInfo("America/New_York"))
    with open_warehouse(
        f"duckdb:///{sample_warehouse_path}", workers=1, time_zone="America/New_York"
    ) as warehouse:
        found = inspect_data(layer, warehouse, now=now)

    assert "problem" not in {f.severity for f in found.findings}
    ((twice,),) = by_hand("SELECT count(*) - count(DISTINCT claim_id) FROM claim")
    known = {f.subject: f.message for f in found.findings if f.check == "repeats"}
    assert twice > 0
    assert known["claim"].startswith(f"{twice} row")
    assert "A file that was loaded twice counts once." in known["claim"]
    ((orphans,),) = by_hand(
        "SELECT count(DISTINCT claim_id) FROM claim ANTI JOIN unit USING (serial)"
    )
    joins = {(j.dataset, j.join): j for j in found.joins}
    assert joins["claim", "unit"].orphans == orphans
