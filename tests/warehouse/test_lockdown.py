"""What is not one plain read is refused, by the gate and by the engine behind it.

Read this list again at every upgrade of DuckDB: new functions have slipped past its settings.
"""

from __future__ import annotations

import duckdb
import pytest

from metrics.errors import QueryRefusedError, WarehouseError

FILES = [
    "select * from read_text('/etc/passwd')",
    "select * from read_blob('/etc/passwd')",
    "select * from read_csv('/etc/passwd')",
    "select * from read_json('/etc/passwd')",
    "select * from read_parquet('/etc/passwd')",
    "select * from sniff_csv('/etc/passwd')",
    "select * from parquet_metadata('/etc/passwd')",
    "select * from glob('/etc/*')",
    "select * from '/etc/passwd'",
    "select * from 'https://example.com/x.csv'",
    "select * from query('select * from read_text(''/etc/passwd'')')",
    "select * from query_table('/etc/passwd')",
    "select getenv('HOME')",
    "select * from python_variable",
]
WRITES = [
    "drop table units",
    "delete from units",
    "insert into units values (1)",
    "update units set unit = 1",
    "truncate units",
    "alter table units add column x int",
    "create table t (x int)",
    "create view v as select 1",
    "create schema s",
    "comment on table units is 'x'",
    "copy units to '/tmp/paceline-out.csv'",
    "copy units from '/etc/passwd'",
    "export database '/tmp/paceline-out'",
    "import database '/tmp/paceline-out'",
    "attach '/tmp/other.duckdb' as other",
    "attach ':memory:' as other",
    "install httpfs",
    "load httpfs",
    "set threads = 1",
    "set global memory_limit = '64GB'",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "reset threads",
    "pragma memory_limit = '64GB'",
]
SESSION = [
    "create temp table units (unit int)",
    "create temp macro count(x) as 0",
    "set variable x = 1",
    "set max_execution_time = 0",
    "begin",
    "prepare q as select 1",
    "explain select 1",
    "explain analyze select 1",
    "checkpoint",
    "vacuum",
    "pragma database_list",
    "call pragma_version()",
    "use main",
    "detach company",
    "select 1; select 2",
    "select 1; drop table units",
    "pivot units on unit using count(*)",
    "",
    "-- nothing",
    "not sql at all",
    "select 'open",
]


@pytest.mark.parametrize("sql", [*WRITES, *SESSION])
def test_the_gate_lets_a_single_select_through_and_nothing_else(ask, sql):
    with pytest.raises(QueryRefusedError) as caught:
        ask(sql)
    assert "plain read" in caught.value.message
    assert ask("select count(*) from units").rows == ((1000,),)


@pytest.mark.parametrize("sql", [*FILES, *WRITES])
def test_the_engine_itself_refuses_without_the_gate(engine, sql):
    python_variable = {"unit": [1]}
    with pytest.raises(duckdb.Error), engine.cursor() as cursor:
        cursor.execute(sql).fetchall()
    assert python_variable


@pytest.mark.parametrize("sql", FILES)
def test_a_select_cannot_reach_out_of_the_warehouse(ask, sql):
    with pytest.raises(WarehouseError) as caught:
        ask(sql)
    assert "root:" not in str(caught.value)


@pytest.mark.parametrize(
    "sql",
    [
        "select unit from bikes",
        "with b as (from bikes) select * from b",
        "from bikes",
        "table bikes",
    ],
)
def test_a_plain_read_passes(ask, sql):
    assert len(ask(sql).rows) == 10


def test_settings_hold_for_cursors_too(ask):
    rows = ask(
        "select name, value from duckdb_settings() where name in ('TimeZone', "
        "'enable_external_access', 'lock_configuration', 'python_enable_replacements')"
    )
    assert dict(rows.rows) == {
        "TimeZone": "UTC",
        "enable_external_access": "false",
        "lock_configuration": "true",
        "python_enable_replacements": "false",
    }


def test_nothing_stays_in_the_session_between_queries(ask):
    ask("select 1 as x")
    [[limit]] = ask("select current_setting('max_execution_time')", timeout_s=5).rows
    assert 0 < int(limit) <= 5000
