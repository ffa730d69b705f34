"""The independent side: hand-written SQL straight on the raw tables, one section a metric.

Reads ``oracles/*.sql``. What stands before a file's first section (``-- == metric``) are CTEs
that its sections share; each section selects the *facts* of one metric in one period, and names
the value over them and the columns they may be split by. ``$start`` and ``$end`` are the
period's half-open days, ``$last`` its last day, ``$as_of`` the last day with data; an unfinished
period ends with ``$as_of``. Where a table is not loaded daily, ``-- through:`` finds that day.
A series is not grouped: each of its periods is asked for alone.
Nothing here knows the catalogue, the planner or the compiler.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb

ORACLES = Path(__file__).parent / "oracles"
DAWN = date(1900, 1, 1)

Key = tuple[str | int | None, ...]
Number = int | float | Decimal | None


@dataclass(frozen=True, slots=True)
class Oracle:
    """One metric by hand: SQL of its facts, the value over them, columns to split by."""

    metric: str
    facts: str
    value: str
    splits: tuple[str, ...]
    through: str = ""

    @property
    def adds_up(self) -> bool:
        """Whether the parts of every split add up to the total."""
        return "nullif" not in self.value and "median" not in self.value


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers by oracle from one warehouse file, with ``as_of`` as the last day with data."""

    connection: duckdb.DuckDBPyConnection
    as_of: date

    def split(
        self, oracle: Oracle, start: date, end: date, by: tuple[str, ...], where: str = "true"
    ) -> dict[Key, Number]:
        """Value by the columns ``by``; only groups that have facts."""
        keys = ", ".join(by)
        sql = (
            f"select {keys}, {oracle.value} from ({oracle.facts}) as facts "
            f"where {where} group by {keys}"
        )
        return {row[:-1]: row[-1] for row in self._rows(oracle, sql, start, end)}

    def total(self, oracle: Oracle, start: date, end: date, where: str = "true") -> Number:
        """One value over all facts."""
        sql = f"select {oracle.value} from ({oracle.facts}) as facts where {where}"
        return self._rows(oracle, sql, start, end)[0][0]

    def nothing(self, oracle: Oracle) -> Number:
        """The value where there are no facts: 0 or NULL."""
        return self.total(oracle, DAWN, DAWN + timedelta(days=1), "false")

    def last_day(self, oracle: Oracle) -> date:
        """The last day with data for this metric."""
        if not oracle.through:
            return self.as_of
        return min(self.as_of, self.connection.execute(oracle.through).fetchall()[0][0])

    def _rows(
        self, oracle: Oracle, sql: str, start: date, end: date
    ) -> list[tuple[str | int | Number, ...]]:
        as_of = self.last_day(oracle)
        cut = min(end, as_of + timedelta(days=1))
        values = {
            "start": start,
            "end": cut,
            "last": cut - timedelta(days=1),
            "as_of": as_of,
        }
        used = set(re.findall(r"\$(\w+)", sql))
        for name in used:
            sql = sql.replace(f"${name}", f"cast(${name} as date)")
        return self.connection.execute(sql, {name: values[name] for name in used}).fetchall()


def load_oracles() -> dict[str, Oracle]:
    """All oracles by their metric's name."""
    found: dict[str, Oracle] = {}
    for path in sorted(ORACLES.glob("*.sql")):
        for oracle in _sections(path.read_text()):
            assert oracle.metric not in found, f"{oracle.metric} has two oracles"
            found[oracle.metric] = oracle
    return found


def _sections(text: str) -> Iterator[Oracle]:
    prelude, *sections = re.split(r"^-- == ", text, flags=re.MULTILINE)
    for section in sections:
        metric, body = section.split("\n", 1)
        yield Oracle(
            metric.strip(),
            f"{_code(prelude)}\n{_code(body)}",
            _header(body, "value"),
            tuple(_header(body, "splits").split(", ")),
            _header(body, "through") if "-- through: " in body else "",
        )


def _header(body: str, name: str) -> str:
    found = re.search(rf"^-- {name}: (.+)$", body, flags=re.MULTILINE)
    assert found, f"no '-- {name}:' in\n{body}"
    return found[1].strip()


def _code(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("--")).strip()
