from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from metrics.sample import write_sample

AS_OF = date(2026, 10, 31)


@dataclass(frozen=True)
class Sample:
    """A written sample, read back."""

    connection: duckdb.DuckDBPyConnection
    truth: dict[str, Any]

    def rows(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        """All rows."""
        return self.connection.execute(sql, values or None).fetchall()

    def value(self, sql: str, **values: object) -> Any:
        """The one value."""
        ((value,),) = self.rows(sql, **values)
        return value


@pytest.fixture(scope="session")
def written(once) -> Callable[..., Path]:
    """``written(scale=…, seed=…)``: the folder of a sample, made once in a test run."""

    def folder(*, scale: float, seed: int = 1, as_of: date = AS_OF, copy: int = 0) -> Path:
        def make(path: Path) -> None:
            write_sample(path / "sample.duckdb", scale=scale, as_of=as_of, seed=seed)

        return once(f"cadence-{scale}-{seed}-{as_of}-{copy}", make)

    return folder


@pytest.fixture(scope="session")
def sample(written):
    """The default size through 2026-10-31."""
    with opened(written(scale=0.2)) as connection:
        yield Sample(connection, truth_in(written(scale=0.2)))


@pytest.fixture(scope="session")
def sound_sample(written):
    """A company without defects: its seed divides by five."""
    with opened(written(scale=0.2, seed=5)) as connection:
        yield Sample(connection, truth_in(written(scale=0.2, seed=5)))


def opened(folder: Path) -> duckdb.DuckDBPyConnection:
    """The sample in a folder, to read."""
    return duckdb.connect(str((folder / "sample.duckdb").resolve()), read_only=True)


def truth_in(folder: Path) -> dict[str, Any]:
    """What was planted there."""
    return yaml.safe_load((folder / "truth.yml").read_text("utf-8"))
