"""A bounded pool of threads that works off the inbox.

The inbox itself is the queue: a flood of questions fills the disk's table, not the memory, and
what a stopped service leaves undone is still there. A thread takes the oldest event whose
lane is free, answers it, and says in the inbox what it is about to do before it does it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from slack_sdk import WebClient

from bot.slack.posting import Absent, Later, Posted, Poster, Response, Undeliverable, Unsure
from bot.slack.questions import Question
from bot.slack.responding import GIVE_UP_AFTER, Responder
from bot.store import Inbox, InboxEvent, StoreError

REMEMBER: Final = timedelta(hours=25)  # Slack's last retry comes long before
AGAIN: Final = timedelta(seconds=30)
_IDLE_S: Final = 1.0
_TIDY_EVERY: Final = timedelta(hours=1)

_log = logging.getLogger(__name__)


class Workers:
    """The pool. Threads are daemons: one that hangs in a query cannot hold up the exit.

    Args:
        client: for posting; sends every call once.
        clock: the present instant, aware.
        size: how many questions are worked on at a time.
    """

    def __init__(
        self,
        inbox: Inbox,
        responder: Responder,
        client: WebClient,
        clock: Callable[[], datetime],
        size: int,
    ) -> None:
        self._inbox = inbox
        self._responder = responder
        self._clock = clock
        self._stopping = threading.Event()
        self._abandoned = threading.Event()
        self._poster = Poster(client, self._stopping.wait)
        self._news = threading.Condition()
        self._heard = 0
        self._tidied = clock()
        self._problem = ""
        self._complaining = threading.Lock()
        self._threads = tuple(
            threading.Thread(target=self._run, name=f"paceline-worker-{n}", daemon=True)
            for n in range(size)
        )

    def start(self) -> None:
        """Open what an earlier service left undone, and begin.

        Raises:
            bot.store.StoreError: the inbox cannot be read.
        """
        self._inbox.forget(self._clock() - REMEMBER)
        left = self._inbox.restore()
        if left:
            _log.info("%s questions were interrupted and are taken up again", left)
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """There is something new in the inbox."""
        with self._news:
            self._heard += 1
            self._news.notify()

    def stop(self, timeout_s: float) -> bool:
        """Take nothing new and wait for what is being worked on.

        What is not ready in time stays in the inbox and is not posted any more; False then.
        """
        self._stopping.set()
        with self._news:
            self._news.notify_all()
        deadline = time.monotonic() + timeout_s
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, deadline - time.monotonic()))
        self._abandoned.set()
        return not any(thread.is_alive() for thread in self._threads)

    def _run(self) -> None:
        while not self._stopping.is_set():
            heard = self._heard
            if not self._work_on_next():
                self._wait_for_news(heard)

    def _wait_for_news(self, heard: int) -> None:
        with self._news:
            self._news.wait_for(
                lambda: self._heard != heard or self._stopping.is_set(), timeout=_IDLE_S
            )

    def _work_on_next(self) -> bool:
        """Take one event and work on it; False when there is none, or none can be taken."""
        try:
            self._tidy()
            event = self._inbox.take(self._clock())
        except StoreError as error:
            self._complain(f"the inbox cannot be read: {error}")
            return False
        if event is None:
            return False
        self._complain("")
        try:
            self._work(event)
        except StoreError as error:
            self._complain(f"event {event.event_id} cannot be worked on: {error}")
            self._put_off(event)
        except Exception:  # noqa: BLE001 - a thread that dies answers nobody any more
            _log.exception("event %s failed", event.event_id)
            self._put_off(event)
        return True

    def _work(self, event: InboxEvent) -> None:
        question = Question.from_json(event.payload)
        if event.posting_at is not None:
            found = self._poster.find(question, event.event_id)
            if not isinstance(found, Absent):
                self._settle(event, found)
                return
        response = self._response(question, event)
        if self._abandoned.is_set():
            return
        self._inbox.posting(event.event_id, self._clock())
        self._settle(event, self._poster.post(question, event.event_id, response))

    def _response(self, question: Question, event: InboxEvent) -> Response:
        if event.attempts > GIVE_UP_AFTER:
            return self._responder.give_up(question, event.received_at)
        return self._responder.respond(question, event.received_at)

    def _settle(self, event: InboxEvent, outcome: Posted | Unsure | Later | Undeliverable) -> None:
        """Write down how the post went."""
        match outcome:
            case Posted(ts):
                self._inbox.done(event.event_id, ts)
            case Unsure(reason):
                _log.warning("event %s may be answered: %s", event.event_id, reason)
                self._inbox.done(event.event_id, "", f"may be posted: {reason}")
            case Later(after_s, True, reason):
                _log.warning("event %s is not answered yet: %s", event.event_id, reason)
                self._inbox.release(event.event_id, self._in(after_s))
            case Later(after_s, _, reason):
                _log.warning("event %s may be answered: %s", event.event_id, reason)
                self._inbox.put_off(event.event_id, self._in(after_s), tried=False)
            case Undeliverable(reason):
                _log.error("event %s cannot be answered: %s", event.event_id, reason)
                self._inbox.fail(event.event_id, reason)

    def _put_off(self, event: InboxEvent) -> None:
        try:
            if event.attempts > GIVE_UP_AFTER:
                self._inbox.fail(event.event_id, "given up: see the log")
                return
            self._inbox.put_off(event.event_id, self._clock() + AGAIN, tried=True)
        except StoreError as error:
            self._complain(f"event {event.event_id} stays until the next start: {error}")

    def _complain(self, problem: str) -> None:
        """Log a problem of the state database once, not every second while it lasts."""
        with self._complaining:
            if problem and problem != self._problem:
                _log.error("%s", problem)
            self._problem = problem

    def _in(self, seconds: float) -> datetime:
        return self._clock() + timedelta(seconds=seconds)

    def _tidy(self) -> None:
        now = self._clock()
        if now - self._tidied > _TIDY_EVERY:
            self._tidied = now
            self._inbox.forget(now - REMEMBER)
