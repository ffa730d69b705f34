"""One scaffolded database: its files, its report, and a bot that answers from it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import yaml

from bot.language import premises_on
from metrics.catalog import Catalog, load_catalog
from metrics.scaffold import ScaffoldReport

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
PREMISES = premises_on(NOW.date())
_BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"
SHARED = Path(os.environ.get("PACELINE_DATA", _BESIDE)) / "questions" / "db"


class Silent:
    """A progress that nobody watches."""

    def started(self, *_):
        """Nothing."""


@dataclass(frozen=True)
class Scaffolded:
    """A scaffold of one database: where it is, what was reported, and a bot that uses it."""

    folder: Path
    database: Path
    report: ScaffoldReport
    desk: object

    @property
    def url(self) -> str:
        return f"duckdb:///{self.database}"

    @property
    def catalog(self) -> Catalog:
        return load_catalog(self.folder)

    def text(self, name: str) -> str:
        """The file of one table."""
        return (self.folder / f"{name}.yml").read_text(encoding="utf-8")

    def ask(self, question: str) -> dict:
        """The reply's JSON, asked by the operator in late 2026."""
        asked = self.desk.ask(question, user=None, channel="", thread=question, now=NOW)
        return asked.to_json()

    def by_hand(self, sql: str) -> list[tuple]:
        """What hand-written SQL says."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(sql).fetchall()


def told(rows):
    """Rows as they can be compared: any order, numbers rounded, empty groups left out."""
    plain = [tuple(_plain(cell) for cell in row) for row in rows]
    return sorted((r for r in plain if len(r) == 1 or r[-1] not in (0, None)), key=str)


def _plain(cell):
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        return round(float(cell), 6)
    return cell if cell is None else str(cell)


def oracles(name: str) -> list:
    """(database, question, SQL) of a file of answers, as parameters of a test."""
    known = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return [
        pytest.param(database, question, sql, id=f"{database}: {question}")
        for database, answers in known.items()
        for question, sql in answers.items()
    ]


def load(connection, variant: Path):
    """A database of plain CSV files and their schema."""
    schema = (variant / "schema.duckdb.sql").read_text(encoding="utf-8")
    connection.execute(schema)
    for file in sorted(variant.glob("*.csv")):
        connection.execute(
            f"COPY \"{file.stem}\" FROM '{file}' (HEADER, NULLSTR '', ALLOW_QUOTED_NULLS false)"
        )
