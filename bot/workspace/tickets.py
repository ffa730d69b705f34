"""Ids that hold for a while and some uses: triggers, response addresses, uploads, sockets."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, Literal, TypeVar

T = TypeVar("T")
_REMEMBERED_S: Final = 3_600.0
Fault = Literal["unknown", "expired", "spent"]


class TicketError(Exception):
    """A ticket is not known, too old, or used up; ``fault`` says which."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault: Fault = fault


@dataclass(slots=True)
class _Ticket(Generic[T]):
    value: T
    expires: float
    uses: int


class Tickets(Generic[T]):
    """Hands out random ids for values, each good for ``ttl_s`` seconds and ``uses`` uses."""

    def __init__(self, clock: Callable[[], float], *, ttl_s: float, uses: int = 1) -> None:
        self._clock = clock
        self._ttl_s = ttl_s
        self._uses = uses
        self._known: dict[str, _Ticket[T]] = {}

    def issue(self, value: T) -> str:
        """Give an id for ``value``."""
        self._forget_old()
        ticket_id = secrets.token_urlsafe(24)
        self._known[ticket_id] = _Ticket(value, self._clock() + self._ttl_s, self._uses)
        return ticket_id

    def take(self, ticket_id: str) -> T:
        """Use a ticket once; raises :class:`TicketError`."""
        ticket = self._known.get(ticket_id)
        if ticket is None:
            raise TicketError("unknown")
        if self._clock() > ticket.expires:
            raise TicketError("expired")
        if ticket.uses < 1:
            raise TicketError("spent")
        ticket.uses -= 1
        return ticket.value

    def _forget_old(self) -> None:
        """Drop what expired long ago; until then "expired" can be told from "unknown"."""
        end = self._clock() - _REMEMBERED_S
        while self._known:
            oldest = next(iter(self._known))
            if self._known[oldest].expires >= end:
                break
            del self._known[oldest]
