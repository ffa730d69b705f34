"""Shared by all tests: which may open sockets, and the sample company's warehouse."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from metrics.catalog import DEFAULT_DEFINITIONS, CatalogSource
from metrics.layer import SemanticLayer

LOOPBACK = ["127.0.0.1", "::1", "localhost"]


def pytest_collection_modifyitems(items):
    """Tests marked ``loopback`` may connect to this machine; no other test may open a socket."""
    for item in items:
        if item.get_closest_marker("loopback"):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))


@pytest.fixture(scope="session")
def once(tmp_path_factory) -> Callable[[str, Callable[[Path], None]], Path]:
    """``once(name, make)``: the file ``name``, made by the first of the parallel workers."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # workers have a folder each in the run's own

    def made(name: str, make: Callable[[Path], None]) -> Path:
        path = folder / name
        with (folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                make(path)
        return path

    return made


@pytest.fixture(scope="session")
def sample_warehouse_path(once) -> Path:
    """The sample company at scale 0.02 through 2026-10-31, seed 1; read it, never write."""
    from metrics.sample import write_sample  # noqa: PLC0415 - numpy, where needed

    return once(
        "sample.duckdb",
        lambda out: write_sample(out, scale=0.02, as_of=date(2026, 10, 31), seed=1),
    )


@pytest.fixture(scope="session")
def by_hand(sample_warehouse_path):
    """A function that runs hand-written SQL on the sample warehouse."""
    import duckdb  # noqa: PLC0415 - where needed

    path = str(sample_warehouse_path.resolve())
    with duckdb.connect(path, read_only=True, config={"threads": 1}) as connection:
        yield lambda sql: connection.execute(sql).fetchall()


@pytest.fixture(scope="session")
def layer(sample_warehouse_path):
    """The semantic layer with our own definitions over the sample warehouse."""
    from metrics.warehouse import open_warehouse  # noqa: PLC0415 - DuckDB, where needed

    with open_warehouse(
        f"duckdb:///{sample_warehouse_path}", workers=1, time_zone="America/New_York"
    ) as warehouse:
        yield SemanticLayer(CatalogSource(DEFAULT_DEFINITIONS), warehouse)
