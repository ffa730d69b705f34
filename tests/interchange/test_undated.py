"""Metrics of dbt whose rows no day dates: they come in as they are now, and go out again."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from bot.language import premises_on
from metrics.catalog import load_catalog
from metrics.compiler import compile_plan
from metrics.governance import OPERATOR, decide
from metrics.interchange import (
    ExportOptions,
    ImportOptions,
    Loss,
    export_dbt,
    export_ossie,
    import_dbt,
    import_ossie,
)
from metrics.planner import plan
from metrics.query import MetricQuery

DAY = date(2026, 11, 25)
OPTIONS = ImportOptions(DAY, premises_on(DAY))
DBT = """
semantic_models:
  - name: shelves
    model: ref('shelves')
    entities: [{name: shelf_id, type: primary}]
    dimensions: [{name: aisle, type: categorical}]
    measures:
      - {name: boards, agg: sum}
      - {name: aisles_used, agg: count_distinct, expr: aisle}
metrics:
  - {name: boards, label: Boards, type: simple, type_params: {measure: boards}}
  - {name: aisles_used, label: Aisles in use, type: simple, type_params: {measure: aisles_used}}
"""


@pytest.fixture
def imported(tmp_path):
    (tmp_path / "shelves.yml").write_text(DBT, encoding="utf-8")
    return import_dbt(tmp_path / "shelves.yml", tmp_path / "out", OPTIONS)


def test_metrics_without_a_day_come_in_and_the_report_says_how(imported):
    catalog = load_catalog(imported.files[0].parent)
    assert set(catalog.metrics) == {"boards", "aisles_used"}
    assert catalog.dataset("shelves").undated
    detail = "nothing dates its rows, so they are counted as they are now (`undated`)"
    assert Loss("assumed", 'dataset "shelves"', detail) in imported.report.losses
    assert not [loss for loss in imported.report.losses if loss.kind == "lost"]


def test_they_give_the_numbers_of_sql_by_hand(imported):
    catalog = load_catalog(imported.files[0].parent)
    query = MetricQuery(("boards",), ("aisle",))
    statement = compile_plan(decide(plan(query, catalog, as_of=DAY), OPERATOR, catalog))
    with duckdb.connect() as connection:
        connection.execute("create table shelves (shelf_id int, aisle varchar, boards int)")
        connection.execute("insert into shelves values (1, 'a', 2), (2, 'b', 3), (3, 'b', 4)")
        found = connection.execute(statement.sql, statement.parameters).fetchall()
        by_hand = connection.execute("select aisle, sum(boards) from shelves group by 1")
        assert sorted(found) == sorted(by_hand.fetchall())


@pytest.mark.parametrize("format_", ["dbt", "ossie"])
def test_they_are_the_same_after_an_export_and_an_import(imported, format_, tmp_path):
    out = imported.files[0].parent
    there = tmp_path / format_
    there.mkdir()
    if format_ == "dbt":
        exported = export_dbt(out, ExportOptions())
        reason = "the whole metric, as its rows go by no day, and every measure of dbt does"
        assert Loss("kept", 'metric "boards"', reason) in exported.report.losses
    else:
        exported = export_ossie(out, ExportOptions())
    (there / "export.yml").write_text(exported.main, encoding="utf-8")
    read = import_dbt if format_ == "dbt" else import_ossie
    read(there / "export.yml", tmp_path / "back", OPTIONS)
    catalog, back = load_catalog(out), load_catalog(tmp_path / "back")
    assert {m.name: m.definition_hash for m in back.metrics.values()} == {
        m.name: m.definition_hash for m in catalog.metrics.values()
    }
    assert back.dataset("shelves").undated


def test_a_bare_export_to_ossie_brings_them_back_undated(imported, tmp_path):
    exported = export_ossie(imported.files[0].parent, ExportOptions(bare=True))
    (tmp_path / "bare.yml").write_text(exported.main, encoding="utf-8")
    import_ossie(tmp_path / "bare.yml", tmp_path / "back", OPTIONS)
    catalog = load_catalog(tmp_path / "back")
    assert set(catalog.metrics) == {"boards", "aisles_used"}
    assert catalog.dataset("shelves").undated
