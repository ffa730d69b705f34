"""A few workers on one version of the data: who is free, who is replaced, who is closed."""

from __future__ import annotations

import importlib.util
import itertools
import os
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from metrics.compiler.statement import SIDE
from metrics.errors import MetricsError, QueryTimeoutError, WarehouseUnavailableError
from metrics.warehouse.address import Source
from metrics.warehouse.process import Worker, WorkerLostError
from metrics.warehouse.worker import Failure, Launch, Request, Table

_LEAST_MIB = 256
_MOST_MIB = 4096
_MOST_THREADS = 8


class PoolClosedError(MetricsError):
    """This pool hands out no more workers."""


@dataclass(frozen=True, slots=True)
class Task:
    """One statement with its time limit, on the monotonic clock."""

    request: Request
    deadline: float

    def timed(self) -> Request:
        """The request with the time it has left.

        Raises:
            QueryTimeoutError: none.
        """
        left = int((self.deadline - time.monotonic()) * 1000)
        if left <= 0:
            raise QueryTimeoutError("No query worker was free in time.")
        request = self.request
        return Request(request.sql, request.parameters, request.max_rows, left)


class Pool:
    """``size`` workers that start at once; every lost one is replaced."""

    def __init__(self, source: Source, size: int, time_zone: str) -> None:
        self.source = source
        self.time_zone = time_zone
        self._size = size
        self._library = _library()
        self._scratch = tempfile.TemporaryDirectory(prefix="paceline-", ignore_cleanup_errors=True)
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._is_closed = False
        self._busy: set[Worker] = set()
        self._idle = [self._start() for _ in range(size)]

    def run(self, task: Task) -> Table | Failure:
        """Run one statement on the next free worker; on a fresh one if that worker is lost.

        Raises:
            QueryTimeoutError: no free worker, or no answer, in time.
            WorkerLostError: two workers were lost over this statement.
            WorkerUnfitError: the data cannot be opened.
            PoolClosedError: the pool was closed before the statement began.
        """
        try:
            return self._attempt(task)
        except WorkerLostError:
            return self._attempt(task)

    def check(self, timeout_s: float) -> None:
        """Wait until one worker has the data open; raises as :meth:`run`."""
        deadline = time.monotonic() + timeout_s
        worker = self._take(deadline)
        try:
            worker.greet(deadline)
        finally:
            self._give_back(worker)

    def pids(self) -> tuple[int, ...]:
        """The process ids of all workers."""
        with self._changed:
            return tuple(worker.pid for worker in (*self._idle, *self._busy))

    def retire(self) -> None:
        """End the idle workers now and each busy one after its query."""
        with self._changed:
            self._is_closed = True
            idle, self._idle = self._idle, []
            self._changed.notify_all()
        for worker in idle:
            worker.end()
        self._clean_up()

    def close(self) -> None:
        """End all workers now, the busy ones too."""
        with self._changed:
            for worker in self._busy:
                worker.kill()
        self.retire()
        with self._changed:
            self._changed.wait_for(lambda: not self._busy)

    def _attempt(self, task: Task) -> Table | Failure:
        worker = self._take(task.deadline)
        try:
            worker.greet(task.deadline)
            return worker.ask(task.timed(), task.deadline)
        finally:
            self._give_back(worker)

    def _take(self, deadline: float) -> Worker:
        with self._changed:
            self._changed.wait_for(
                lambda: self._idle or self._is_closed, max(0.0, deadline - time.monotonic())
            )
            if self._is_closed:
                raise PoolClosedError("The pool is closed.")
            if not self._idle:
                raise QueryTimeoutError("No query worker was free in time.")
            worker = self._idle.pop()
            self._busy.add(worker)
            return worker

    def _give_back(self, worker: Worker) -> None:
        with self._changed:
            keep = not self._is_closed
            if keep:
                self._idle.append(worker if worker.is_alive else self._replacement(worker))
        if not keep:
            worker.end()
        with self._changed:
            self._busy.discard(worker)
            self._changed.notify_all()
        if not keep:
            self._clean_up()

    def _replacement(self, lost: Worker) -> Worker:
        try:
            return self._start()
        except OSError:  # no process to be had now: the next taker finds it lost and tries again
            return lost

    def _clean_up(self) -> None:
        with self._changed:
            is_last = not self._busy
        if is_last:
            self._scratch.cleanup()

    def _start(self) -> Worker:
        return Worker(
            Launch(
                library=self._library,
                path=str(self.source.path),
                inode=self.source.inode,
                modified_ns=self.source.modified_ns,
                scratch=str(Path(self._scratch.name) / f"{next(self._numbers)}"),
                parent=os.getpid(),
                memory_mib=_memory_mib(self._size),
                threads=min(_MOST_THREADS, os.cpu_count() or 1),
                time_zone=self.time_zone,
                side=str(self.source.side or ""),
                side_name=SIDE,
            )
        )


def _library() -> str:
    """Where ``duckdb`` is installed, found without importing it."""
    found = importlib.util.find_spec("duckdb")
    if found is None or found.origin is None:
        raise WarehouseUnavailableError(
            "The duckdb package is not installed.", next_step="Install Paceline again."
        )
    return str(Path(found.origin).parents[1])


def _memory_mib(workers: int) -> int:
    """Half of this machine for all workers together, within reason for each."""
    installed = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return max(_LEAST_MIB, min(_MOST_MIB, installed // 2 // workers))
