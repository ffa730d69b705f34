"""The service: one Bolt app in Slack or in the local workspace, until it is told to stop."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

from bot.answering import Answering
from bot.app.parts import open_layer, present
from bot.blocks import render
from bot.slack import SlackAccess, SlackService, create_app
from bot.store import Store
from metrics.catalog import Catalog, CatalogSource
from metrics.errors import MetricsError, Problem
from metrics.layer import SemanticLayer
from metrics.warehouse import Warehouse

_LOG = logging.getLogger(__name__)
WATCH_EVERY_S: Final = 2.0
DRAIN_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class ServiceOptions:
    """What a service is made of: where its parts are, and how much it does at a time."""

    definitions: Path | None
    warehouse: str
    state: str
    workers: int
    timeout_s: float


class Stop:
    """Set by SIGTERM, SIGINT or :meth:`set`; whoever serves waits for it."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def on_signals(self) -> None:
        """Listen to SIGTERM and SIGINT; only the main thread may."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._heard)

    def set(self) -> None:
        """Ask the service to stop."""
        self._event.set()

    def wait(self, timeout: float | None = None) -> bool:
        """Whether it was asked to stop, within ``timeout`` seconds."""
        return self._event.wait(timeout)

    def _heard(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._event.set()


@dataclass(frozen=True, slots=True)
class Parts:
    """What every door of the service leads to."""

    catalog: Catalog
    store: Store
    answering: Answering


@contextmanager
def open_parts(options: ServiceOptions, stop: Stop) -> Iterator[Parts]:
    """The catalogue, the data and the state, with a watch that picks up what changes.

    Raises:
        MetricsError: the definitions or the warehouse cannot be used.
        bot.store.StoreError: the state database cannot be used.
    """
    with ExitStack() as stack:
        source, warehouse, layer = stack.enter_context(
            open_layer(options.definitions, options.warehouse, workers=options.workers)
        )
        store = stack.enter_context(Store.open(options.state))
        answering = Answering(layer, store, timeout_s=options.timeout_s)
        watch = threading.Thread(
            target=_watch, args=(source, warehouse, layer, stop), name="watch", daemon=True
        )
        watch.start()
        stack.callback(watch.join, WATCH_EVERY_S)
        stack.callback(stop.set)
        yield Parts(source.catalog, store, answering)


@contextmanager
def running_service(
    parts: Parts, access: SlackAccess, options: ServiceOptions
) -> Iterator[SlackService]:
    """The Bolt app with its listeners and workers; drained within ten seconds on the way out.

    Raises:
        bot.slack.SlackError: the workspace does not take the token, or cannot be reached.
    """
    service = SlackService(
        create_app(access),
        parts.store,
        parts.answering,
        render=render,
        clock=present,
        workers=options.workers,
    )
    service.start()
    try:
        if access.app_token:
            service.connect(access.app_token)
        yield service
    finally:
        service.stop(DRAIN_S)


def _watch(source: CatalogSource, warehouse: Warehouse, layer: SemanticLayer, stop: Stop) -> None:
    """Take up new definitions and new data; what is broken leaves the last good in place."""
    warm = _warming(layer)
    warm()
    told: tuple[Problem, ...] = ()
    while not stop.wait(WATCH_EVERY_S):
        redefined = source.refresh()
        told = _tell_problems(source, told)
        if redefined:
            _LOG.info("new definitions are in use: %d metrics", len(source.catalog.askable))
        try:
            renewed = warehouse.refresh(source.catalog.company.calendar.time_zone)
        except MetricsError as error:
            _LOG.warning("the new data cannot be used yet: %s", error.message)
            renewed = False
        if renewed:
            _LOG.info("new data are in use: %s", warehouse.build.partition(":")[0])
        if redefined or renewed:
            warm()


def _tell_problems(source: CatalogSource, told: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Log the problems that are not logged yet, and that there are none any more."""
    if source.problems and source.problems != told:
        for problem in source.problems:
            _LOG.error("%s", problem)
        _LOG.error("the definitions have problems: the last good ones stay in use")
    elif told and not source.problems:
        _LOG.info("the definitions have no problems any more")
    return source.problems


def _warming(layer: SemanticLayer) -> Callable[[], None]:
    """Read the values that questions may name before the first question does."""

    def warm() -> None:
        try:
            layer.values()
        except MetricsError as error:
            _LOG.warning("the values cannot be read yet: %s", error.message)

    return warm
