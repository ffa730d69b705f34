"""How requests reach the app: one delivery with its retries, whatever carries it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from bot.workspace.config import WorkspaceError
from bot.workspace.records import Json

Kind = Literal["events_api", "interactive", "slash_commands"]
Reason = Literal["", "timeout", "connection_closed", "http_error", "no_connection"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """How a delivery ended: acknowledged or why not, with what the app said in the ack."""

    acked: bool
    body: Json | None = None
    reason: Reason = ""
    may_retry: bool = True


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of an event so far; ``attempts`` counts the first delivery too."""

    event_id: str
    kind: str
    attempts: int
    acked: bool
    reason: Reason


@dataclass(slots=True, eq=False)
class Parcel:
    """One request on its way. An ack of any attempt settles it."""

    kind: Kind
    payload: Json
    ack_timeout_s: float
    attempt: int = 0
    reason: Reason = ""
    settled: asyncio.Future[Json | None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    def settle(self, body: Json | None) -> None:
        """Take an ack; a second one changes nothing."""
        if not self.settled.done():
            self.settled.set_result(body)

    @property
    def can_answer(self) -> bool:
        """Whether the app may put an answer into its ack."""
        return self.kind != "events_api"


class Carrier(Protocol):
    """Socket Mode or HTTP: tries once to bring a parcel to the app."""

    async def carry(self, parcel: Parcel) -> Receipt:
        """Send, and wait for the ack up to the parcel's time."""

    @property
    def connected(self) -> bool:
        """Whether the app can be reached, as far as is known."""


class Dispatcher:
    """Sends events until they are acknowledged or retries are used up, and keeps the record."""

    def __init__(
        self, carrier: Carrier, *, ack_timeout_s: float, retry_delays_s: tuple[float, ...]
    ) -> None:
        self.carrier = carrier
        self._ack_timeout_s = ack_timeout_s
        self._delays = retry_delays_s
        self._tasks: set[asyncio.Task[Any]] = set()
        self._events: dict[str, Json] = {}
        self._record: dict[str, Delivery] = {}

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """Every event that was sent, oldest first."""
        return tuple(self._record.values())

    def send_event(self, payload: Json) -> None:
        """Start to deliver an event; comes back at once."""
        self._events[payload["event_id"]] = payload
        self.start(self._persist(payload))

    def redeliver(self, event_id: str) -> None:
        """Deliver an event once more, as Slack does when it lost an ack."""
        payload = self._events.get(event_id)
        if payload is None:
            raise WorkspaceError(f"No event {event_id!r} was delivered in this run.")
        self.start(self._persist(payload, first=1, reason="timeout"))

    async def ask(self, kind: Kind, payload: Json) -> Receipt:
        """Deliver a button, a form or a command: once, with somebody waiting for it."""
        return await self.carrier.carry(Parcel(kind, payload, self._ack_timeout_s))

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run ``work`` beside the rest until the workspace closes."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Stop all deliveries that are under way."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _persist(self, payload: Json, first: int = 0, reason: Reason = "") -> None:
        parcel = Parcel("events_api", payload, self._ack_timeout_s, first, reason)
        for delay in (*self._delays, None):
            self._note(parcel)
            receipt = await self.carrier.carry(parcel)
            parcel.reason = receipt.reason
            if receipt.acked or delay is None or not receipt.may_retry:
                break
            if receipt.reason != "connection_closed" and await _acked_within(parcel, delay):
                break
            parcel.attempt += 1
        self._note(parcel, done=True)

    def _note(self, parcel: Parcel, *, done: bool = False) -> None:
        event_id = parcel.payload["event_id"]
        before = self._record.get(event_id)
        attempts = (before.attempts if before else 0) + (not done)
        acked = parcel.settled.done() or bool(before and before.acked)
        kind = parcel.payload["event"]["type"]
        self._record[event_id] = Delivery(event_id, kind, attempts, acked, parcel.reason)


async def _acked_within(parcel: Parcel, seconds: float) -> bool:
    """Wait for a late ack while the next attempt is not yet due."""
    await asyncio.wait({parcel.settled}, timeout=seconds)
    return parcel.settled.done()
