"""Databases that nobody described, scaffolded once each."""

from __future__ import annotations

from contextlib import ExitStack

import duckdb
import pytest

from bot.app import open_desk
from metrics.scaffold import Options, scaffold
from metrics.warehouse import open_warehouse
from tests.scaffold.scaffolded import HERE, NOW, PREMISES, SHARED, Scaffolded, Silent, load


@pytest.fixture(scope="session")
def make(tmp_path_factory):
    """``make(fill)``: the scaffold of a database that ``fill`` writes into a connection."""
    with ExitStack() as opened:

        def scaffolded(fill, name="company", **told) -> Scaffolded:
            folder = tmp_path_factory.mktemp("scaffold")
            database, out = folder / f"{name}.duckdb", folder / "definitions"
            with duckdb.connect(str(database)) as connection:
                fill(connection)
            options = Options("Company", NOW.date(), PREMISES, **{"min_group_size": 0} | told)
            with open_warehouse(f"duckdb:///{database}", workers=1) as warehouse:
                report = scaffold(warehouse, out, options, Silent())
            desk = opened.enter_context(open_desk(out, f"duckdb:///{database}", None))
            return Scaffolded(out, database, report, desk)

        yield scaffolded


@pytest.fixture(scope="session")
def odd(make):
    """``odd(name)``: the scaffold of one of the databases beside this file."""
    known: dict[str, Scaffolded] = {}

    def found(name: str) -> Scaffolded:
        if name not in known:
            sql = (HERE / "databases" / f"{name}.sql").read_text(encoding="utf-8")
            known[name] = make(lambda connection: connection.execute(sql), name)
        return known[name]

    return found


@pytest.fixture(scope="session")
def shared(make):
    """``shared(name)``: the scaffold of a public database; skips where they are absent."""
    known: dict[str, Scaffolded] = {}

    def found(name: str) -> Scaffolded:
        if not SHARED.exists():
            pytest.skip("the public databases are not on this machine")
        if name not in known:
            variant = min((SHARED / name).glob("v*"))
            known[name] = make(lambda connection: load(connection, variant), name)
        return known[name]

    return found
