from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from metrics.compiler.statement import Statement
from metrics.errors import WarehouseError, WarehouseUnavailableError
from metrics.warehouse import open_warehouse

ONE = Statement("select 1", {})
BUILDS = Statement("select distinct build from builds", {})
SLOW = Statement("select count(*) from units a, units b, units c", {})


def is_running(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until(condition, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.01)


def test_a_worker_killed_while_idle_is_replaced_unnoticed(warehouse):
    warehouse.run(ONE)
    for pid in warehouse._pool.pids():
        os.kill(pid, signal.SIGKILL)
    assert warehouse.run(ONE).rows == ((1,),)
    assert warehouse.run(ONE).rows == ((1,),)


def test_a_query_whose_worker_is_killed_runs_again_on_another(published):
    with open_warehouse(f"duckdb:///{published}", workers=1) as warehouse:
        warehouse.run(ONE)
        [victim] = warehouse._pool.pids()
        with ThreadPoolExecutor(1) as threads:
            answer = threads.submit(
                warehouse.run, Statement("select count(*) from units a, units b, range(300)", {})
            )
            time.sleep(0.05)
            os.kill(victim, signal.SIGKILL)
            assert answer.result().rows == ((300_000_000,),)
        assert warehouse._pool.pids() != (victim,)


def test_a_query_that_loses_every_worker_is_an_error_and_the_next_answers(published):
    with open_warehouse(f"duckdb:///{published}", workers=1) as warehouse:
        warehouse.run(ONE)
        with ThreadPoolExecutor(1) as threads:
            answer = threads.submit(warehouse.run, SLOW)
            while not answer.done():
                for pid in warehouse._pool.pids():
                    os.kill(pid, signal.SIGKILL)
                time.sleep(0.05)
            with pytest.raises(WarehouseError, match="could not run"):
                answer.result()
        assert warehouse.run(ONE).rows == ((1,),)


def test_a_machine_that_has_no_process_to_spare_is_asked_again_later(published, monkeypatch):
    with open_warehouse(f"duckdb:///{published}", workers=1) as warehouse:
        warehouse.run(ONE)
        with monkeypatch.context() as patch:
            patch.setattr("metrics.warehouse.process.command", lambda _: ("/no/such/program",))
            os.kill(*warehouse._pool.pids(), signal.SIGKILL)
            for _ in range(3):
                with pytest.raises(WarehouseError, match="could not run"):
                    warehouse.run(ONE)
        assert warehouse.run(ONE).rows == ((1,),)


def test_an_answer_that_was_not_waited_for_does_not_meet_the_next_question(published, monkeypatch):
    def interrupt(_):
        raise KeyboardInterrupt

    with open_warehouse(f"duckdb:///{published}", workers=1) as warehouse:
        warehouse.run(ONE)
        with monkeypatch.context() as patch:
            patch.setattr("metrics.warehouse.process.unpack_reply", interrupt)
            with pytest.raises(KeyboardInterrupt):
                warehouse.run(ONE)
        assert warehouse.run(Statement("select 2", {})).rows == ((2,),)


def test_close_ends_every_worker_and_may_be_called_twice(published):
    warehouse = open_warehouse(f"duckdb:///{published}", workers=3)
    pids = warehouse._pool.pids()
    scratch = Path(warehouse._pool._scratch.name)
    warehouse.run(ONE)
    warehouse.close()
    warehouse.close()
    assert len(pids) == 3
    assert not any(map(is_running, pids))
    assert not scratch.exists()
    with pytest.raises(WarehouseUnavailableError, match="closed"):
        warehouse.run(ONE)
    assert not warehouse.refresh()


def test_close_ends_a_running_query_too(published):
    with open_warehouse(f"duckdb:///{published}", workers=1) as warehouse:
        warehouse.run(ONE)
        pids = warehouse._pool.pids()
        with ThreadPoolExecutor(2) as threads:
            asked = [threads.submit(warehouse.run, SLOW) for _ in range(2)]
            time.sleep(0.1)
            warehouse.close()
            for answer in asked:
                with pytest.raises(WarehouseUnavailableError, match="closed"):
                    answer.result()
    assert not any(map(is_running, pids))


@pytest.mark.parametrize("query", ["ONE", "SLOW"])
def test_workers_end_when_their_service_is_killed(published, query):
    sql = {"ONE": ONE.sql, "SLOW": SLOW.sql}[query]
    program = (
        "import sys, threading, time\n"
        "from metrics.compiler.statement import Statement\n"
        "from metrics.warehouse import open_warehouse\n"
        f"w = open_warehouse('duckdb:///{published}')\n"
        "w.run(Statement('select 1', {}))\n"
        f"threading.Thread(target=w.run, args=(Statement({sql!r}, {{}}),)).start()\n"
        "time.sleep(0.2)\n"
        "print(w._pool._scratch.name, *w._pool.pids(), flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as service:
        scratch, *pids = service.stdout.readline().decode().split()
        assert all(is_running(int(pid)) for pid in pids)
        service.kill()
    wait_until(lambda: not any(is_running(int(pid)) for pid in pids))
    wait_until(lambda: not Path(scratch).exists())


def test_new_data_is_seen_after_refresh_and_not_before(warehouse, publish_build):
    old_build, old_pids = warehouse.build, warehouse._pool.pids()
    assert not warehouse.refresh()
    publish_build(2)
    assert warehouse.run(BUILDS).rows == ((1,),)
    assert warehouse.refresh()
    assert not warehouse.refresh()
    assert warehouse.run(BUILDS).rows == ((2,),)
    assert warehouse.build != old_build
    wait_until(lambda: not any(map(is_running, old_pids)))


def test_a_query_that_runs_through_a_refresh_finishes_on_its_data(warehouse, publish_build):
    slow = Statement("select min(build), count(*) from builds, units a, range(100)", {})
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(warehouse.run, slow)
        old_build = warehouse.build
        time.sleep(0.02)
        publish_build(2)
        assert warehouse.refresh()
        assert answer.result().rows == ((1, 200_000_000),)
        assert answer.result().build == old_build


def test_readers_see_one_version_or_the_next_while_data_is_published(warehouse, publish_build):
    is_over = threading.Event()

    def read():
        seen = []
        while not is_over.is_set():
            rows = warehouse.run(BUILDS)
            assert len(rows.rows) == 1, "a mixture of two versions"
            seen.append((rows.rows[0][0], rows.build))
        return seen

    with ThreadPoolExecutor(4) as threads:
        readers = [threads.submit(read) for _ in range(4)]
        for build in range(2, 6):
            publish_build(build)
            assert warehouse.refresh()
        is_over.set()
        seen = [reader.result() for reader in readers]
    for pairs in seen:
        assert pairs == sorted(pairs), "time went backwards"
    versions = {pair for pairs in seen for pair in pairs}
    assert len({build for build, _ in versions}) == len(versions)
    assert warehouse.run(BUILDS).rows == ((5,),)


def test_a_worker_lost_after_its_version_is_gone_comes_back_on_the_newest(
    warehouse, publish_build
):
    warehouse.run(BUILDS)
    for build in (2, 3, 4):
        publish_build(build)
    for pid in warehouse._pool.pids():
        os.kill(pid, signal.SIGKILL)
    assert warehouse.run(BUILDS).rows == ((4,),)


@pytest.mark.parametrize("damage", ["missing", "empty", "text", "cut", "header"])
def test_new_data_that_cannot_be_opened_leaves_the_old_in_use(warehouse, publish_build, damage):
    warehouse.run(BUILDS)
    version = publish_build(2)
    content = version.read_bytes()
    version.unlink()
    if damage != "missing":
        version.write_bytes(
            {
                "empty": b"",
                "text": b"unit,claims\n" * 100,
                "cut": content[:9000],
                "header": content[:4096] + bytes(8192) + content[12288:],
            }[damage]
        )
    build = warehouse.build
    assert not warehouse.refresh()
    assert not warehouse.refresh()
    assert warehouse.build == build
    assert warehouse.run(BUILDS).rows == ((1,),)
    publish_build(3)
    assert warehouse.refresh()
    assert warehouse.run(BUILDS).rows == ((3,),)


def test_a_damaged_file_is_an_error_at_the_first_query(published):
    version = published.resolve()
    content = version.read_bytes()
    version.write_bytes(content[:4096] + bytes(8192) + content[12288:])
    with (
        open_warehouse(f"duckdb:///{published}") as warehouse,
        pytest.raises(WarehouseUnavailableError, match="cannot be opened"),
    ):
        warehouse.run(ONE)


def test_a_plain_file_can_be_read_and_replaced(tmp_path):
    path = tmp_path / "plain.duckdb"

    def make(name, build):
        with duckdb.connect(str(tmp_path / name)) as connection:
            connection.execute(f"create table builds as select {build} as build")

    make("plain.duckdb", 1)
    with open_warehouse(f"duckdb:///{path}") as warehouse:
        assert warehouse.run(BUILDS).rows == ((1,),)
        make("next.duckdb", 2)
        (tmp_path / "next.duckdb").replace(path)
        assert warehouse.run(BUILDS).rows == ((1,),)
        assert warehouse.refresh()
        assert warehouse.run(BUILDS).rows == ((2,),)


def test_a_file_that_another_process_writes_to_says_so(tmp_path):
    path = tmp_path / "plain.duckdb"
    program = f"import duckdb; c = duckdb.connect({str(path)!r}); print(flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        writer.stdout.readline()
        with open_warehouse(f"duckdb:///{path}") as warehouse:
            with pytest.raises(WarehouseUnavailableError, match="writing to") as caught:
                warehouse.run(ONE)
            writer.communicate(b"\n")
            assert warehouse.run(ONE).rows == ((1,),), "it opens once the writer is gone"
    assert "Publish" in caught.value.next_step
