from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from metrics.compiler.statement import Statement
from metrics.errors import QueryTimeoutError, WarehouseError
from metrics.warehouse import open_warehouse

ENDLESS = "select count(*) from units a, units b, units c, units d"
DEAF = "select repeat('a', 4000000000)"  # runs on for over a minute when asked to stop
UNIONS = " union all ".join(["select 1"] * 20_000)  # as deaf, while it is being planned
COUNT = Statement("select count(*) from units", {})
SLACK_S = 3.0  # the promise is 0.25 s; a shared machine may be late, a deaf query is far later


@pytest.fixture
def roomy(monkeypatch):
    """Address space enough on any machine for the time limit to be what stops a query."""
    monkeypatch.setattr("metrics.warehouse.pool._memory_mib", lambda _: 4096)


@pytest.mark.parametrize("sql", [ENDLESS, DEAF, UNIONS], ids=len)
@pytest.mark.usefixtures("roomy")
def test_a_query_ends_at_its_deadline_and_the_next_one_answers(published, sql):
    with open_warehouse(f"duckdb:///{published}", workers=1) as warehouse:
        warehouse.run(COUNT)
        started = time.monotonic()
        with pytest.raises(QueryTimeoutError) as caught:
            warehouse.run(Statement(sql, {}), timeout_s=1)
        assert 0.9 < time.monotonic() - started < SLACK_S
        assert caught.value.next_step
        assert warehouse.run(COUNT).rows == ((1000,),)


def test_waiting_for_a_free_worker_counts(published):
    with open_warehouse(f"duckdb:///{published}", workers=1) as warehouse:
        warehouse.run(Statement("select 1", {}))
        started = time.monotonic()
        with ThreadPoolExecutor(3) as threads:
            asked = [
                threads.submit(warehouse.run, Statement(ENDLESS, {}), timeout_s=1)
                for _ in range(3)
            ]
        assert all(isinstance(answer.exception(), QueryTimeoutError) for answer in asked)
        assert time.monotonic() - started < SLACK_S
        assert warehouse.run(Statement("select 1", {})).rows == ((1,),)


def test_a_deadline_while_the_worker_still_starts_does_not_end_it(published):
    with open_warehouse(f"duckdb:///{published}", workers=1) as warehouse:
        [before] = warehouse._pool.pids()
        for timeout_s in (0.0, -1.0, 0.001):
            with pytest.raises(QueryTimeoutError):
                warehouse.run(Statement("select 1", {}), timeout_s=timeout_s)
        assert warehouse.run(Statement("select 1", {})).rows == ((1,),)
        assert [before] == list(warehouse._pool.pids())


def test_a_query_that_hears_keeps_its_worker(ask, shared):
    before = set(shared._pool.pids())
    with pytest.raises(QueryTimeoutError):
        ask(ENDLESS, timeout_s=0.3)
    assert set(shared._pool.pids()) == before


def test_a_query_that_needs_too_much_memory_is_told_so(monkeypatch, published):
    monkeypatch.setattr("metrics.warehouse.pool._memory_mib", lambda _: 64)
    with open_warehouse(f"duckdb:///{published}", workers=1) as small:
        hungry = "select list(a.unit || b.unit || c.unit) from units a, units b, units c"
        with pytest.raises(WarehouseError, match="memory"):
            small.run(Statement(hungry, {}), timeout_s=30)
        assert small.run(Statement("select 1", {})).rows == ((1,),)
