"""The service's side of one query worker: start it, ask it in time, end it."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import time
from pathlib import Path

from metrics.errors import MetricsError, QueryTimeoutError
from metrics.warehouse.worker import (
    HEADER_BYTES,
    Failure,
    Launch,
    Request,
    Table,
    command,
    pack_request,
    unpack_reply,
)

_GRACE_S = 0.15  # the engine stops by itself at the deadline; one that does not is killed then
_START_S = 30.0
_CHUNK = 2**20


class WorkerLostError(MetricsError):
    """The worker's process ended before it answered: killed, or crashed by the query."""


class WorkerUnfitError(MetricsError):
    """The worker could not open the data; ``failure`` says why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.kind)
        self.failure = failure


class Worker:
    """One process. It starts by itself in the background; one thread at a time may ask it."""

    def __init__(self, launch: Launch) -> None:
        self._scratch = Path(launch.scratch)
        self._started = time.monotonic()
        self._is_ready = False
        self.is_alive = True
        # A process group of its own: Ctrl-C in a terminal is for the service to handle.
        self._process = subprocess.Popen(  # noqa: S603 - our own file and our own values
            command(launch),
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            process_group=0,
        )
        self._requests, self._replies = _descriptors(self._process)
        os.set_blocking(self._requests, False)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def ask(self, request: Request, deadline: float) -> Table | Failure:
        """Run one statement; ``deadline`` is on the monotonic clock.

        Raises:
            QueryTimeoutError: no answer by the deadline; the worker has been ended, unless it
                had not begun.
            WorkerLostError: the process ended first.
            WorkerUnfitError: the data cannot be opened.
        """
        frame = pack_request(request)
        self.greet(deadline)
        reply: Table | Failure | None = None
        try:
            self._send(frame, deadline + _GRACE_S)
            reply = unpack_reply(self._receive(deadline + _GRACE_S))
        finally:  # even after Ctrl-C: a late answer must not meet the next question
            if reply is None:
                self.end()
        if isinstance(reply, Failure) and reply.kind == "broken":
            self.end()
        return reply

    def greet(self, deadline: float) -> None:
        """Wait until the data is open; a worker still starting is left to go on starting.

        Raises:
            QueryTimeoutError, WorkerLostError, WorkerUnfitError: as :meth:`ask`.
        """
        if not self.is_alive:
            raise WorkerLostError("The worker ended.")
        if self._is_ready:
            return
        opened: Table | Failure | None = None
        give_up = True
        try:
            opened = unpack_reply(self._receive(deadline))
        except QueryTimeoutError:
            give_up = time.monotonic() - self._started > _START_S
            raise
        finally:
            if opened is None and give_up:
                self.end()
        if isinstance(opened, Failure):
            self.end()
            raise WorkerUnfitError(opened)
        self._is_ready = True

    def end(self) -> None:
        """Kill the process, wait for it, and take away what it left; may be called twice."""
        self.is_alive = False
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def kill(self) -> None:
        """Kill the process while another thread waits for it: that thread does the rest."""
        self._process.kill()

    def _send(self, frame: bytes, deadline: float) -> None:
        view = memoryview(frame)
        while view:
            _wait(self._requests, select.POLLOUT, deadline)
            try:
                view = view[os.write(self._requests, view) :]
            except BrokenPipeError as error:
                raise WorkerLostError("The worker ended.") from error

    def _receive(self, deadline: float) -> bytes:
        data = bytearray()
        missing = HEADER_BYTES
        while missing > 0:
            _wait(self._replies, select.POLLIN, deadline)
            chunk = os.read(self._replies, _CHUNK)
            if not chunk:
                raise WorkerLostError("The worker ended.")
            data += chunk
            if len(data) >= HEADER_BYTES:
                missing = HEADER_BYTES + int.from_bytes(data[:HEADER_BYTES]) - len(data)
        return bytes(data[HEADER_BYTES:])


def _descriptors(process: subprocess.Popen[bytes]) -> tuple[int, int]:
    if process.stdin is None or process.stdout is None:
        raise WorkerLostError("The worker has no pipes.")
    return process.stdin.fileno(), process.stdout.fileno()


def _wait(descriptor: int, event: int, deadline: float) -> None:
    poll = select.poll()
    poll.register(descriptor, event)
    if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise QueryTimeoutError("The query was stopped at its deadline.")
