"""``paceline scaffold`` writes, says what it guessed, and names commands that really work."""

from __future__ import annotations

import json
import logging
import shlex
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from bot.__main__ import main

SQL = Path(__file__).parents[1] / "scaffold" / "databases" / "keys.sql"


def paceline(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    path = tmp_path_factory.mktemp("command") / "corner_shop.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(SQL.read_text(encoding="utf-8"))
    return f"duckdb:///{path}"


def test_it_says_what_it_made_and_the_next_commands_work(url, tmp_path):
    out = tmp_path / "definitions"
    done = paceline("scaffold", "--warehouse", url, "--out", out, "--as-of", "2026-11-25")
    assert done.exit_code == 0, done.output
    assert "20 datasets" in done.stdout
    assert "0 declared, 12 inferred, 1 not found" in done.stdout
    lines = [shlex.split(x) for x in done.stdout.splitlines() if x.startswith("  paceline ")]
    assert [words[1] for words in lines] == ["check", "ask", "ask", "ask"]
    assert paceline(*lines[0][1:]).exit_code == 0
    for words in lines[1:]:
        reply = json.loads(paceline(*words[1:], "--json").stdout)
        assert reply["kind"] == "answer", words
        assert reply["rows"]
    assert "name: Corner shop" in (out / "company.yml").read_text()
    assert paceline("scaffold", "--warehouse", url, "--out", out).exit_code == 1


def test_the_log_says_as_much_afterwards_as_before(url, tmp_path):
    log = logging.getLogger("metrics.warehouse")
    before = log.level

    assert paceline("scaffold", "--warehouse", url, "--out", tmp_path / "out").exit_code == 0

    assert log.level == before


def test_a_warehouse_that_is_not_there_is_told_and_nothing_is_written(tmp_path):
    missing = f"duckdb:///{tmp_path / 'none.duckdb'}"
    (tmp_path / "other.duckdb").touch()
    done = paceline("scaffold", "--warehouse", missing, "--out", tmp_path / "out")
    assert done.exit_code == 1
    said, near, advice = done.stderr.splitlines()
    assert said.startswith("There is no warehouse")
    assert near == f"Near: {tmp_path / 'other.duckdb'}"
    assert advice.startswith("Look at the path in the URL.")
    assert not (tmp_path / "out").exists()


def test_without_a_warehouse_or_a_directory_it_is_a_usage_error(tmp_path):
    assert paceline("scaffold", "--out", tmp_path / "out").exit_code == 2
    assert paceline("scaffold", "--warehouse", "duckdb:///x.duckdb").exit_code == 2


def test_what_was_scaffolded_with_an_undated_table_passes_a_live_check(tmp_path):
    path = tmp_path / "till.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE lookup_codes (code VARCHAR, meaning VARCHAR)")
        connection.execute("INSERT INTO lookup_codes VALUES ('A', 'new'), ('B', 'used')")
        connection.execute("CREATE TABLE sale (sale_id INT, code VARCHAR, sold_on DATE)")
        connection.execute(
            "INSERT INTO sale VALUES (1, 'A', '2026-11-02'), (2, 'B', '2026-11-03')"
        )
    data = ("--warehouse", f"duckdb:///{path}")
    out = tmp_path / "definitions"
    assert paceline("scaffold", *data, "--out", out).exit_code == 0
    done = paceline("check", "--live", *data, "--definitions", out, "--now", "2026-11-25")
    assert done.exit_code == 0, done.output
    assert "undated: true" in "".join(p.read_text() for p in out.glob("*.yml"))
    assert "TYPEOF" not in done.stderr


def test_everybody_may_ask_what_was_scaffolded(url, tmp_path):
    out = tmp_path / "definitions"
    paceline("scaffold", "--warehouse", url, "--out", out)
    asked = ("ask", "flights of all time", "--definitions", out, "--warehouse", url, "--json")
    reply = json.loads(paceline(*asked, "--as", "group:everyone").stdout)
    assert reply["kind"] == "answer"
    assert reply["rows"] == [[200]]
