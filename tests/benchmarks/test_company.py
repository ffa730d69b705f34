"""The benchmark's company: the same every time."""

from __future__ import annotations

import duckdb

from benchmarks.company import Size, write_company

TABLES = ("members", "units", "warranties", "claims", "calendar_days")


def contents(path, **how):
    write_company(path, scale=0.001, tell=lambda _: None, **how)
    with duckdb.connect(str(path), read_only=True) as connection:
        return {
            t: connection.execute(f"SELECT * FROM {t} ORDER BY ALL").fetchall() for t in TABLES
        }


def test_the_same_seed_gives_the_same_rows(tmp_path):
    assert contents(tmp_path / "one.duckdb") == contents(tmp_path / "other.duckdb")


def test_another_seed_gives_other_rows(tmp_path):
    one = contents(tmp_path / "one.duckdb", seed=1)
    other = contents(tmp_path / "other.duckdb", seed=2)
    assert one["claims"] != other["claims"]


def test_a_scale_of_one_is_five_million_claims():
    assert Size.at(1) == Size(500_000, 300_000, 284_918, 5_002_471)


def test_every_table_has_as_many_rows_as_its_scale_says(tmp_path):
    made = contents(tmp_path / "one.duckdb")
    size = Size.at(0.001)
    assert len(made["claims"]) == size.claims
    assert len(made["units"]) == size.units
    assert len(made["members"]) == size.members
    assert len(made["warranties"]) == size.warranties


def test_what_is_told_of_the_progress_names_the_tables(tmp_path):
    told = []
    write_company(tmp_path / "one.duckdb", scale=0.001, tell=told.append)
    assert [line.split(":")[0] for line in told] == ["members", "units", "warranties", "claims"]
