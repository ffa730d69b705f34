"""A small published warehouse, and an open door to it."""

from __future__ import annotations

import os

import pytest

from metrics.compiler.statement import Statement
from metrics.warehouse import open_warehouse, publish
from metrics.warehouse.worker import Launch, connect


def fill(connection, build=1):
    connection.execute("create table units as select range as unit from range(1000)")
    connection.execute("create view bikes as select unit from units where unit < 10")
    connection.execute("create table builds as select $1::int as build from range(2000)", [build])


@pytest.fixture
def published(tmp_path):
    out = tmp_path / "company.duckdb"
    publish(out, fill)
    return out


@pytest.fixture
def warehouse(published):
    with open_warehouse(f"duckdb:///{published}") as opened:
        yield opened


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """One warehouse for all tests that leave nothing behind in it."""
    out = tmp_path_factory.mktemp("shared") / "company.duckdb"
    publish(out, fill)
    with open_warehouse(f"duckdb:///{out}") as opened:
        yield opened


@pytest.fixture
def ask(shared):
    def ask(sql, /, timeout_s=20.0, max_rows=10_000, **parameters):
        statement = Statement(sql, parameters)
        return shared.run(statement, timeout_s=timeout_s, max_rows=max_rows)

    return ask


@pytest.fixture
def publish_build(published):
    def publish_build(build):
        return publish(published, lambda connection: fill(connection, build))

    return publish_build


@pytest.fixture(scope="module")
def engine(shared, tmp_path_factory):
    """The engine as a worker has it, here in this process and with no gate before it."""
    source = shared._pool.source
    launch = Launch(
        library="",
        path=str(source.path),
        inode=source.inode,
        modified_ns=source.modified_ns,
        scratch=str(tmp_path_factory.mktemp("scratch")),
        parent=os.getpid(),
        memory_mib=256,
        threads=1,
        time_zone="UTC",
    )
    with connect(launch) as connection:
        yield connection
