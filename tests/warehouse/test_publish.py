from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from metrics.errors import WarehouseError
from metrics.warehouse import publish, resolve


class BrokenPenError(Exception):
    """Raised by a writer half-way."""


def number(value):
    return lambda connection: connection.execute(f"create table numbers as select {value} as n")


def break_half_way(connection):
    connection.execute("create table numbers as select range as n from range(500000)")
    raise BrokenPenError


def read(path):
    with duckdb.connect(str(resolve(path)), read_only=True) as connection:
        return connection.execute("select n from numbers").fetchall()


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_name_leads_to_a_version_beside_it(tmp_path):
    out = tmp_path / "new" / "company.duckdb"
    version = publish(out, number(7))
    assert version == out.parent / "company.000001.duckdb"
    assert out.is_symlink()
    assert out.readlink().name == "company.000001.duckdb"
    assert resolve(out) == version.resolve()
    assert read(out) == [(7,)]


def test_a_published_folder_can_be_moved(tmp_path):
    publish(tmp_path / "a" / "company.duckdb", number(7))
    (tmp_path / "a").rename(tmp_path / "b")
    assert read(tmp_path / "b" / "company.duckdb") == [(7,)]


def test_the_version_before_is_kept_and_older_ones_go(tmp_path):
    out = tmp_path / "company.duckdb"
    for value in range(4):
        publish(out, number(value))
    assert names(tmp_path) == ["company.000003.duckdb", "company.000004.duckdb", "company.duckdb"]
    assert read(out) == [(3,)]


def test_other_files_beside_it_are_left_alone(tmp_path):
    others = ["company.1.duckdb", "company.000001.csv", "other.000001.duckdb", "xcompany.duckdb"]
    for name in others:
        (tmp_path / name).touch()
    for value in range(3):
        publish(tmp_path / "company.duckdb", number(value))
    assert set(others) <= set(names(tmp_path))


def test_a_reader_who_has_the_old_version_open_keeps_it(tmp_path):
    out = tmp_path / "company.duckdb"
    publish(out, number(1))
    with duckdb.connect(str(resolve(out)), read_only=True) as reader:
        publish(out, number(2))
        assert reader.execute("select n from numbers").fetchall() == [(1,)]
    assert read(out) == [(2,)]


def test_a_writer_that_breaks_changes_nothing_and_leaves_nothing(tmp_path):
    out = tmp_path / "company.duckdb"
    publish(out, number(1))
    before = names(tmp_path)
    with pytest.raises(BrokenPenError):
        publish(out, break_half_way)
    assert names(tmp_path) == before
    assert read(out) == [(1,)]


def test_a_first_writer_that_breaks_leaves_an_empty_folder(tmp_path):
    with pytest.raises(BrokenPenError):
        publish(tmp_path / "company.duckdb", break_half_way)
    assert names(tmp_path) == []


def test_an_engine_error_while_writing_is_a_typed_error(tmp_path):
    out = tmp_path / "company.duckdb"
    with pytest.raises(WarehouseError, match="could not be written") as caught:
        publish(out, lambda connection: connection.execute("create nonsense"))
    assert "nonsense" not in caught.value.message
    assert names(tmp_path) == []


def test_an_open_transaction_is_not_published(tmp_path):
    def leave_open(connection):
        connection.execute("begin")
        connection.execute("create table numbers as select 1 as n")

    with pytest.raises(WarehouseError):
        publish(tmp_path / "company.duckdb", leave_open)
    assert names(tmp_path) == []


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_somebody_else_put_there_is_not_replaced(tmp_path, kind):
    out = tmp_path / "company.duckdb"
    out.mkdir() if kind == "folder" else out.write_text("theirs")
    with pytest.raises(WarehouseError, match=kind) as caught:
        publish(out, number(1))
    assert f"mv {out}" in caught.value.next_step
    assert names(tmp_path) == ["company.duckdb"]


def test_a_folder_that_cannot_be_made_is_a_typed_error():
    with pytest.raises(WarehouseError, match="could not be written"):
        publish(Path("/proc/paceline/company.duckdb"), number(1))


def test_publishers_take_turns_and_each_gets_a_number(tmp_path):
    out = tmp_path / "company.duckdb"
    with ThreadPoolExecutor(4) as threads:
        versions = set(threads.map(lambda value: publish(out, number(value)), range(8)))
    assert len(versions) == 8
    assert resolve(out).name == "company.000008.duckdb"
    assert len(names(tmp_path)) == 3


def test_what_a_killed_publisher_left_is_cleared_by_the_next(tmp_path):
    out = tmp_path / "company.duckdb"
    publish(out, number(1))
    program = (
        "import os, pathlib, metrics.warehouse as w\n"
        f"out = pathlib.Path({str(out)!r})\n"
        "w.publish(out, lambda c: (c.execute('create table t as select 1'), os._exit(9)))\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 9
    assert read(out) == [(1,)]
    publish(out, number(2))
    publish(out, number(3))
    assert names(tmp_path) == ["company.000003.duckdb", "company.000004.duckdb", "company.duckdb"]
    assert read(out) == [(3,)]
