"""The door: what it writes where, that it is the same each time, and what it refuses."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from metrics.errors import MetricsError
from metrics.sample import write_sample
from tests.sample.conftest import AS_OF, opened, truth_in

SMALL = 0.01


def hashes(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int]]:
    """Rows and content of each table; the place of a row counts."""
    tables = connection.execute("select table_name from information_schema.tables").fetchall()
    return {
        table: connection.execute(
            f'select count(*), bit_xor(hash(rowid, t)) from "{table}" as t'
        ).fetchone()
        for (table,) in tables
    }


def content(folder: Path) -> dict[str, tuple[int, int]]:
    with opened(folder) as connection:
        return hashes(connection)


def test_the_same_seed_gives_the_same_rows(written):
    assert content(written(scale=SMALL)) == content(written(scale=SMALL, copy=1))
    assert truth_in(written(scale=SMALL)) == truth_in(written(scale=SMALL, copy=1))


def test_another_seed_gives_other_rows(written):
    one, other = content(written(scale=SMALL)), content(written(scale=SMALL, seed=2))
    company = {"region", "plant", "product", "supplier", "part", "bill_of_material", "ew_plan"}
    same = {table for table in one if one[table] == other[table]}
    assert same == company | {"promotion", "campaign"}


@pytest.mark.parametrize("as_of", [date(2024, 7, 1), date(2025, 2, 14), date(2028, 2, 29)])
def test_the_sample_ends_on_any_day(written, as_of):
    folder = written(scale=SMALL, as_of=as_of)
    with opened(folder) as connection:
        ((first, last),) = connection.execute(
            'select min(ordered_on), max(ordered_on) from "order"'
        ).fetchall()
    assert (first - date(2022, 7, 1)).days < 15
    assert 0 <= (as_of - last).days < 15
    recall = truth_in(folder)["P9_recall"]["opens"]
    assert 0 < (as_of - recall).days < 190


def test_the_report_says_what_was_written(tmp_path):
    steps: list[tuple[object, ...]] = []

    class Bar:
        def started(self, *step: object) -> None:
            steps.append(step)

        def finished(self, *step: object) -> None:
            steps.append(step)

    out = tmp_path / "cadence.duckdb"
    report = write_sample(out, scale=0.002, as_of=AS_OF, progress=Bar())
    assert (report.out, report.truth) == (out, tmp_path / "truth.yml")
    assert out.resolve() == report.file.resolve()
    assert report.truth.is_file()
    with duckdb.connect(str(report.file), read_only=True) as connection:
        counted = {table: rows for table, (rows, _) in hashes(connection).items()}
    assert dict(report.rows) == counted
    tables = [table for table, _ in report.rows]
    assert steps[0::2] == [(t, place, 26) for place, t in enumerate(tables, start=1)]
    assert steps[1::2] == list(report.rows)


@pytest.mark.parametrize(
    ("wish", "complaint"),
    [
        ({"scale": 0.0}, "empty"),
        ({"scale": float("nan")}, "empty"),
        ({"as_of": date(2024, 6, 30)}, "two years"),
        ({"seed": -1}, "seed"),
    ],
)
def test_wishes_that_make_no_sample_are_refused(tmp_path, wish, complaint):
    wishes = {"scale": 0.01, "as_of": AS_OF, "seed": 1} | wish
    with pytest.raises(MetricsError, match=complaint) as refusal:
        write_sample(tmp_path / "cadence.duckdb", **wishes)
    assert refusal.value.next_step
    assert list(tmp_path.iterdir()) == []


def test_a_fraction_of_the_scale_is_the_same_company_but_smaller(written, sample):
    with opened(written(scale=0.02)) as connection:
        ((small,),) = connection.execute("select count(*) from unit").fetchall()
    assert small == pytest.approx(sample.value("select count(*) from unit") / 10, rel=0.02)
