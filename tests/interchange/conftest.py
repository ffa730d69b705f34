"""The corner shop: a small company with a bridge, orphans, empty keys, rows without a day."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from metrics.catalog import load_catalog
from metrics.compiler import compile_plan
from metrics.governance import OPERATOR, decide
from metrics.interchange import ExportOptions, export_dbt
from metrics.planner import plan
from metrics.query import MetricQuery

HERE = Path(__file__).parent
SHOP = HERE / "shop"


@pytest.fixture(scope="session")
def shop():
    """The directory of the shop's definitions."""
    return SHOP


@pytest.fixture(scope="session")
def shop_catalog():
    return load_catalog(SHOP)


@pytest.fixture
def shop_rows():
    """A connection to the shop's rows."""
    with duckdb.connect() as connection:
        connection.execute((SHOP / "data.sql").read_text(encoding="utf-8"))
        yield connection


@pytest.fixture
def ask_shop(shop_rows):
    """A function from a catalogue and the parts of a query to its rows, by our own engine."""

    def rows(catalog, *metrics, as_of=date(2025, 5, 31), **parts):
        query = MetricQuery(metrics, **parts)
        approved = decide(plan(query, catalog, as_of=as_of), OPERATOR, catalog)
        statement = compile_plan(approved)
        return shop_rows.execute(statement.sql, statement.parameters).fetchall()

    return rows


@pytest.fixture(scope="session")
def metricflow():
    """A function from a manifest and questions to MetricFlow's SQL or refusals, in a process."""

    def asked(manifest, questions):
        done = subprocess.run(
            [sys.executable, str(HERE / "metricflow_sql.py")],
            input=json.dumps({"manifest": manifest, "questions": questions}),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2_000:]
        answer = json.loads(done.stdout)
        assert answer["errors"] == []
        return answer["answers"]

    return asked


@pytest.fixture(scope="session")
def build_models():
    """A function that makes, as dbt would, the views of an export for dbt, and its days."""

    def build(connection, exported, first, last):
        for name, text in exported.texts.items():
            model = Path(name)
            if model.suffix == ".sql" and model.stem != "governed_days":
                plain = text.replace("{% raw %}", "").replace("{% endraw %}", "")
                connection.execute(f'CREATE VIEW "{model.stem}" AS {plain}')
        connection.execute(
            "CREATE TABLE governed_days AS SELECT CAST(range AS DATE) AS date_day "
            f"FROM range(DATE '{first}', DATE '{last}' + 1, INTERVAL 1 DAY)"
        )

    return build


@pytest.fixture(scope="session")
def shop_for_dbt():
    return export_dbt(SHOP, ExportOptions())
