from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from metrics.catalog import DEFAULT_DEFINITIONS, CatalogSource
from metrics.layer import SemanticLayer
from metrics.warehouse import open_warehouse, publish
from tests.soundness.asking import AS_OF
from tests.soundness.oracle import Desk

HERE = Path(__file__).parent
SCHEMA = HERE.parents[1] / "metrics" / "sample" / "schema.sql"
SMALL = HERE / "small_company.sql"


@pytest.fixture(scope="session")
def desk(sample_warehouse_path):
    """The independent side of the sample company."""
    with _read(sample_warehouse_path) as connection:
        yield Desk(connection, AS_OF)


@pytest.fixture(scope="session")
def small_warehouse_path(once):
    """The company that can be counted by hand."""

    def fill(connection):
        connection.execute(SCHEMA.read_text())
        connection.execute(SMALL.read_text())

    return once("small.duckdb", lambda out: publish(out, fill))


@pytest.fixture(scope="session")
def small_desk(small_warehouse_path):
    """The independent side of the small company."""
    with _read(small_warehouse_path) as connection:
        yield Desk(connection, AS_OF)


@pytest.fixture(scope="session")
def small(small_warehouse_path):
    """The semantic layer over the small company."""
    with open_warehouse(
        f"duckdb:///{small_warehouse_path}", workers=1, time_zone="America/New_York"
    ) as warehouse:
        yield SemanticLayer(CatalogSource(DEFAULT_DEFINITIONS), warehouse)


def _read(path):
    return duckdb.connect(str(path.resolve()), read_only=True, config={"threads": 1})
