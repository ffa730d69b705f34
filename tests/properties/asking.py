"""How the laws ask: one question, once by the product and once by the interpreter."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import duckdb

from metrics.catalog import Catalog
from metrics.compiler import BuiltRollup, Statement, built_rollups, compile_plan, compile_rollup
from metrics.compiler.statement import SIDE
from metrics.errors import QueryError
from metrics.governance import OPERATOR, Refusal, Viewer, decide
from metrics.planner import plan
from metrics.query import MetricQuery
from tests.properties.days import Wall
from tests.properties.definitions import workshop
from tests.properties.interpreter import Interpreter
from tests.properties.questions import Question
from tests.properties.refusals import reasons
from tests.properties.rows import Workshop, made_of

Rows = list[tuple[Any, ...]]
SAME = {
    "E3011_MN_AGGREGATION_REJECTED": "E_NO_PATH",
    "E3013_NO_STITCHING_DIMENSION": "E_NO_PATH",
}
_DATABASES = duckdb.connect(config={"threads": 1})


@lru_cache
def catalogue(calendar: str) -> Catalog:
    """The workshop's definitions under a calendar."""
    with tempfile.TemporaryDirectory() as folder:
        return workshop(Path(folder), calendar)


@cache
def company(seed: int) -> Workshop:
    """The company that a number stands for."""
    return made_of(seed)


@cache
def database(seed: int) -> duckdb.DuckDBPyConnection:
    """Its rows in a database: another one of the same connection, which is made sooner."""
    cursor = _DATABASES.cursor()
    cursor.execute(f"attach ':memory:' as w{seed}; use w{seed}; {company(seed).script()}")
    return cursor


def compiled(
    question: Question, viewer: Viewer = OPERATOR, rollups: Collection[BuiltRollup] = ()
) -> Statement | str:
    """The SQL by planner, governance and compiler; or the code of the refusal."""
    catalog = catalogue(question.calendar)
    try:
        decision = decide(plan(question.query, catalog, as_of=question.as_of), viewer, catalog)
    except QueryError as error:
        return SAME.get(error.code, error.code)
    if isinstance(decision, Refusal):
        return decision.reason
    return compile_plan(decision, rollups=rollups)


@cache
def rollups(seed: int, calendar: str) -> tuple[BuiltRollup, ...]:
    """The rollups of a company, added up beside its tables."""
    catalog, connection = catalogue(calendar), database(seed)
    built = built_rollups(catalog, f"{seed}")
    connection.execute(f"create schema if not exists {SIDE}")
    for one in built:
        sql = compile_rollup(one.rollup, catalog).sql
        connection.execute(f'create table if not exists {SIDE}."{one.table}" as {sql}')
    return built


def run(statement: Statement, connection: duckdb.DuckDBPyConnection) -> Rows:
    """The statement's rows."""
    return connection.execute(statement.sql, statement.parameters).fetchall()


def product(question: Question, viewer: Viewer = OPERATOR) -> Rows | str:
    """The rows that the product answers with, or the code of the refusal."""
    statement = compiled(question, viewer)
    return statement if isinstance(statement, str) else run(statement, database(question.seed))


def by_hand(question: Question, rows: Workshop | None = None) -> Rows | set[str]:
    """The rows that the interpreter finds, or all codes that a refusal may have."""
    definition = catalogue(question.calendar).company.calendar
    wall = Wall(definition.week_start, definition.fiscal_start_month, definition.history_starts)
    rows = company(question.seed) if rows is None else rows
    asked = Interpreter(rows, wall, question.query, question.as_of)
    return reasons(asked) or asked.rows()


def difference(actual: Rows | str, expected: Rows | set[str] | str) -> str:
    """What differs between the two; empty where they are the same."""
    expected = {expected} if isinstance(expected, str) else expected
    if isinstance(actual, str) or isinstance(expected, set):
        allowed = expected if isinstance(expected, set) else {"an answer"}
        got = actual if isinstance(actual, str) else "an answer"
        return "" if got in allowed else f"got {got}, expected {sorted(allowed)}"
    if len(actual) != len(expected):
        return f"got {len(actual)} rows, expected {len(expected)}"
    for one, two in zip(actual, expected, strict=True):
        if not is_same(one, two):
            return f"got {one}, expected {two}"
    return ""


def is_same(one: Any, other: Any) -> bool:
    """Exact for counts and sums, 1e-9 for the rest; nothing is only like nothing."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(is_same, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    numbers = (int, float, Decimal)
    if isinstance(one, numbers) and isinstance(other, numbers):
        if isinstance(one, float) or isinstance(other, float):
            return math.isclose(float(one), float(other), rel_tol=1e-9, abs_tol=1e-9)
        return one == other
    return type(one) is type(other) and one == other


def asked_again(question: Question, **changes: Any) -> Question:
    """The question with another query part."""
    return replace(question, query=replace(question.query, **changes))


def in_words(question: Question) -> str:
    """The question as one line of JSON, for ``python -m tests.properties.smallest``."""
    told = {"calendar": question.calendar, "seed": question.seed, "as_of": f"{question.as_of}"}
    return json.dumps({**told, "query": question.query.to_json()})


def from_words(text: str) -> Question:
    """The question that :func:`in_words` wrote."""
    told = json.loads(text)
    query = MetricQuery.from_json(told["query"])
    return Question(query, told["calendar"], told["seed"], date.fromisoformat(told["as_of"]))
