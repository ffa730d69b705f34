"""The use case: a question becomes a reply, whatever happens, and is put on record."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from bot.answering.ids import new_answer_id
from bot.answering.intents import define, help_with, say_freshness, start_over
from bot.answering.offers import (
    last_month_of,
    may_see,
    near_metrics,
)
from bot.answering.refusals import put_plainly
from bot.answering.replies import (
    answer_reply,
    ask_back_reply,
    audit_entry,
    refused_reply,
    stranger_reply,
)
from bot.answering.reply import AskBack, Decline, Reply
from bot.answering.request import Asking, Request
from bot.answering.talk import small_talk, stranger_help
from bot.conversation import (
    conversation_key,
    forget,
    offered_queries,
    previous_query,
    remember_offers,
    remember_query,
)
from bot.language import Interpreter, describe, lower_first
from bot.language.outcome import (
    Clarification,
    Interpretation,
    OtherIntent,
    Outcome,
    OutOfScope,
)
from bot.narrative import FollowUp, context_query, listed, split_candidates, tell
from bot.store import ConversationKey, Store
from metrics.errors import MetricsError
from metrics.governance import Refusal, Viewer, viewer_for
from metrics.layer import SemanticLayer
from metrics.model import RowPolicy
from metrics.query import MetricQuery
from metrics.result import Result

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Reader:
    """What is made once a build: interpreters, how far the data reach, what splits well.

    Those whose rows are ``narrowed`` have an interpreter which knows no value that is closed to
    them, so that it is read like one that does not exist.
    """

    build: str
    interpreter: Interpreter
    reach: date | None
    split_by: tuple[str, ...]
    narrowed: dict[tuple[RowPolicy, ...], Interpreter]


class Answering:
    """Answers questions over one semantic layer; safe to use from many threads."""

    def __init__(
        self,
        layer: SemanticLayer,
        store: Store,
        *,
        new_id: Callable[[], str] = new_answer_id,
        timeout_s: float = 20.0,
    ) -> None:
        self._layer = layer
        self._store = store
        self._new_id = new_id
        self._timeout_s = timeout_s
        self._reader: _Reader | None = None
        self._reading = threading.Lock()

    def answer(self, request: Request, *, answer_id: str = "") -> Reply:
        """Answer a question; ``answer_id`` is made unless the caller already gave one out."""
        return self._recorded(self._asking(request, answer_id), self._read_and_answer)

    def continue_with(self, query: MetricQuery, request: Request, *, answer_id: str = "") -> Reply:
        """Answer a query that was offered before, as the person who chose it may see it."""

        def answer_chosen(asking: Asking) -> Reply:
            reading = Interpretation(query, describe(query, asking.catalog), 1.0, (), (), ())
            return self._number(asking, reading)

        return self._recorded(self._asking(request, answer_id), answer_chosen)

    def interpret(self, request: Request) -> Outcome:
        """How the question is read, with its trace; nothing is asked of the warehouse for it.

        Raises:
            WarehouseError: the values that questions may name cannot be read.
        """
        return self._interpret(self._asking(request, ""))

    def _asking(self, request: Request, answer_id: str) -> Asking:
        catalog = self._layer.catalog
        viewer = request.acting_as or viewer_for(
            catalog.directory, request.user_id, request.usergroups
        )
        return Asking(request, viewer, catalog, answer_id or self._new_id())

    def _recorded(self, asking: Asking, work: Callable[[Asking], Reply]) -> Reply:
        """The reply of ``work``; the audit has the question even when ``work`` breaks."""
        began = time.perf_counter()
        reply: Reply | None = None
        try:
            reply = self._permitted(asking, work)
            self._keep_offers(asking, reply)
            return reply
        finally:
            took = (time.perf_counter() - began) * 1000
            self._store.audit.record(audit_entry(asking, reply, took))

    def _permitted(self, asking: Asking, work: Callable[[Asking], Reply]) -> Reply:
        try:
            return work(asking) if asking.viewer.grants else self._for_stranger(asking)
        except MetricsError as error:
            return self._failed(asking, error, None)

    def _for_stranger(self, asking: Asking) -> Reply:
        """Deny by default: no number, but what can be asked and what it means."""
        outcome = self._interpret(asking) if asking.request.text.strip() else None
        match outcome:
            case OtherIntent("definition", str() as name) if name:
                metric = asking.catalog.metric(name)
                made = define(metric, asking.catalog, None, asking.answer_id, is_open=False)
                return replace(made, trace=outcome.trace)
            case OtherIntent("help") | None:
                return stranger_help(asking)
            case _:
                return stranger_reply(asking)

    def _keep_offers(self, asking: Asking, reply: Reply) -> None:
        """What a question back offers, so that "yes" may answer it; any other reply closes it."""
        options = reply.options if isinstance(reply, AskBack) else ()
        queries = tuple(option.query for option in options)
        request = asking.request
        remember_offers(self._store, _conversation(request), queries, request.now)

    def _read_and_answer(self, asking: Asking) -> Reply:
        if not asking.request.text.strip():
            return self._other(asking, OtherIntent("help", "", ()))
        outcome = self._interpret(asking)
        match outcome:
            case Interpretation():
                return self._number(asking, outcome)
            case Clarification():
                return ask_back_reply(asking, _with_what_is_open(outcome, asking))
            case OutOfScope():
                return self._out_of_scope(asking, outcome)
            case OtherIntent():
                return self._other(asking, outcome)
            case _:
                assert_never(outcome)

    def _interpret(self, asking: Asking) -> Outcome:
        key = _conversation(asking.request)
        return self._interpreter(asking.viewer).interpret(
            asking.request.text,
            now=asking.request.now,
            data_through=self._reach(asking),
            previous=previous_query(self._store, key, asking.catalog, asking.request.now),
            offered=offered_queries(self._store, key, asking.catalog, asking.request.now),
        )

    def _interpreter(self, viewer: Viewer) -> Interpreter:
        reader, opened = self._current_reader(), viewer.open_values
        if not opened:
            return reader.interpreter
        known = reader.narrowed.get(opened)
        if known is None:
            known = Interpreter.build(self._layer.catalog, self._layer.values(), opened)
            reader.narrowed[opened] = known
        return known

    def _current_reader(self) -> _Reader:
        """The reader of the current catalogue and values; made anew when either changes."""
        build = self._layer.build
        with self._reading:
            if self._reader is None or self._reader.build != build:
                catalog, values = self._layer.catalog, self._layer.values()
                interpreter = Interpreter.build(catalog, values)
                for clash in interpreter.clashes.found:
                    _LOG.warning("%s", clash)
                self._reader = _Reader(
                    build=build,
                    interpreter=interpreter,
                    reach=self._furthest(),
                    split_by=split_candidates(catalog, values),
                    narrowed={},
                )
            return self._reader

    def _number(self, asking: Asking, reading: Interpretation) -> Reply:
        try:
            result = self._ask(asking, reading.query)
            if isinstance(result, Refusal):
                return refused_reply(asking, result, reading)
            context = self._context(asking, result)
            split_by = self._current_reader().split_by
        except MetricsError as error:
            return self._failed(asking, error, reading)
        remember_query(
            self._store, _conversation(asking.request), reading.query, asking.request.now
        )
        return answer_reply(
            asking,
            reading,
            result,
            tell(result, asking.catalog, context=context, split_by=split_by),
        )

    def _ask(self, asking: Asking, query: MetricQuery) -> Result | Refusal:
        return self._layer.ask(
            query, asking.viewer, now=asking.request.now, timeout_s=self._timeout_s
        )

    def _context(self, asking: Asking, result: Result) -> Result | None:
        """One plain value beside the period before: better or worse is told unasked."""
        query = context_query(result.query, asking.catalog)
        if query is None:
            return None
        try:
            beside = self._ask(asking, query)
        except MetricsError as error:
            _LOG.info("%s has no comparison: %s", asking.answer_id, error.code)
            return None
        return None if isinstance(beside, Refusal) else beside

    def _other(self, asking: Asking, outcome: OtherIntent) -> Reply:
        catalog, through = asking.catalog, self._layer.data_through
        metric = catalog.metric(outcome.metric) if outcome.metric else None
        match outcome.intent:
            case "definition" if metric is not None:
                shown = may_see(metric, asking.viewer, catalog)
                day = through(metric.name)
                made = define(metric, catalog, day, asking.answer_id, is_open=shown)
            case "restart":
                forget(self._store, _conversation(asking.request), asking.request.now)
                made = start_over(asking.answer_id)
            case "freshness":
                made = say_freshness(metric, catalog, through, self._layer.gaps, asking.answer_id)
            case "greeting" | "thanks" | "complaint" | "nothing" as talk:
                made = small_talk(talk, asking, self._offers)
            case _:
                made = help_with(asking.viewer, catalog, through, asking.answer_id)
        return replace(made, trace=outcome.trace)

    def _out_of_scope(self, asking: Asking, outcome: OutOfScope) -> Decline:
        near = near_metrics(outcome.near, asking.viewer, asking.catalog)
        return Decline(
            answer_id=asking.answer_id,
            reason=outcome.reason,
            message=outcome.message,
            near=near,
            offers=self._offers(asking, near),
            contact=asking.catalog.company.help_contact,
            not_understood=outcome.not_understood,
            trace=outcome.trace,
        )

    def _failed(
        self, asking: Asking, error: MetricsError, reading: Interpretation | None
    ) -> Decline:
        failure = put_plainly(error, asking.catalog)
        log = _LOG.error if failure.reason == "error" else _LOG.info
        log("%s: %s %s", asking.answer_id, error.code, error.message)
        late = reading.query.metrics if reading and failure.reason == "stale_data" else ()
        near = near_metrics((*failure.near, *late), asking.viewer, asking.catalog)
        return Decline(
            answer_id=asking.answer_id,
            reason=failure.reason,
            message=failure.message,
            near=near,
            offers=() if failure.reason == "error" else self._offers(asking, near),
            contact=asking.catalog.company.help_contact,
            query=reading.query if reading else None,
            read_as=reading.read_as if reading else "",
            trace=reading.trace if reading else (),
        )

    def _offers(self, asking: Asking, near: tuple[str, ...]) -> tuple[FollowUp, ...]:
        """The last whole month of each, no later than the data reach or today."""
        reach = self._reach(asking)

        def through(metric: str) -> date:
            return min(reach, self._layer.data_through(metric) or reach)

        return last_month_of(near, asking.catalog, through)

    def _reach(self, asking: Asking) -> date:
        """How far the data reach by now."""
        today = self._layer.today(asking.request.now)
        return min(today, self._current_reader().reach or today)

    def _furthest(self) -> date | None:
        days = (self._layer.data_through(m.name) for m in self._layer.catalog.askable)
        return max((day for day in days if day is not None), default=None)


def _with_what_is_open(outcome: Clarification, asking: Asking) -> Clarification:
    """The same sentence before a word that nobody knows and before a value that is closed."""
    known = asking.viewer.open_values if outcome.not_understood else ()
    opened = [policy for policy in known if policy.values]
    if not opened:
        return outcome
    seen = " and ".join(
        f"{lower_first(asking.catalog.dimension(policy.dimension).label)} {listed(policy.values)}"
        for policy in opened
    )
    return replace(outcome, question=f"You see {seen} only. {outcome.question}")


def _conversation(request: Request) -> ConversationKey:
    return conversation_key(request.channel_id, request.thread, request.user_id)
