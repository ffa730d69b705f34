"""Socket Mode: the app's WebSockets, envelopes to one of them, acks from any of them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.workspace.delivery import Parcel, Receipt
from bot.workspace.records import Json

GOING_AWAY: Final = 1001
ABNORMAL: Final = 1011


class Connection:
    """One WebSocket of the app, and the envelopes that it has not yet acknowledged."""

    def __init__(self, socket: WebSocket) -> None:
        self.socket = socket
        self.closed = asyncio.Event()
        self.envelopes: dict[str, Parcel] = {}

    async def send(self, body: Json) -> None:
        """Send one JSON text frame; a socket that is gone is marked as such."""
        try:
            await self.socket.send_text(json.dumps(body))
        except (WebSocketDisconnect, RuntimeError):
            self.closed.set()

    async def close(self, code: int) -> None:
        """Close from our side."""
        self.closed.set()
        try:
            await self.socket.close(code)
        except (WebSocketDisconnect, RuntimeError):
            return


class SocketCarrier:
    """Carries parcels over the app's WebSockets, each to one of them in turn."""

    def __init__(self, app_id: str, on_change: Callable[[], None]) -> None:
        self._app_id = app_id
        self._on_change = on_change
        self._connections: list[Connection] = []
        self._anybody = asyncio.Event()
        self._turn = 0
        self.holds_acks = False

    @property
    def connected(self) -> bool:
        """Whether the app has a socket open."""
        return bool(self._connections)

    async def serve(self, socket: WebSocket) -> None:
        """Live with one WebSocket from ``hello`` to its end."""
        await socket.accept()
        connection = Connection(socket)
        self._connections.append(connection)
        await connection.send(self._hello())
        self._anybody.set()
        self._on_change()
        try:
            while True:
                self._read(connection, await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError, KeyError):
            pass
        finally:
            self._forget(connection)

    async def carry(self, parcel: Parcel) -> Receipt:
        """Send to one connection. An event waits for the app to connect; a person does not."""
        if not self.connected and parcel.can_answer:
            return Receipt(acked=False, reason="no_connection")
        while not self._connections:
            await self._anybody.wait()
        self._turn += 1
        connection = self._connections[self._turn % len(self._connections)]
        envelope_id = str(uuid4())
        connection.envelopes[envelope_id] = parcel
        await connection.send(_envelope(envelope_id, parcel))
        return await _ack_of(parcel, connection)

    async def refresh(self) -> None:
        """Tell the app that its sockets end soon, as Slack does every few hours, and end them."""
        for connection in tuple(self._connections):
            await connection.send({"type": "disconnect", "reason": "refresh_requested"})
            await connection.close(GOING_AWAY)

    async def drop(self) -> None:
        """End all sockets without a word."""
        for connection in tuple(self._connections):
            await connection.close(ABNORMAL)

    def _read(self, connection: Connection, frame: str) -> None:
        try:
            message = json.loads(frame)
        except ValueError:
            return
        if not isinstance(message, dict) or self.holds_acks:
            return
        parcel = connection.envelopes.pop(str(message.get("envelope_id")), None)
        if parcel:
            body = message.get("payload")
            parcel.settle(body if isinstance(body, dict) else None)

    def _forget(self, connection: Connection) -> None:
        connection.closed.set()
        if connection in self._connections:
            self._connections.remove(connection)
        if not self._connections:
            self._anybody.clear()
        self._on_change()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "debug_info": {"host": "local-workspace", "approximate_connection_time": 18_060},
            "connection_info": {"app_id": self._app_id},
        }


def _envelope(envelope_id: str, parcel: Parcel) -> Json:
    envelope: Json = {
        "envelope_id": envelope_id,
        "type": parcel.kind,
        "payload": parcel.payload,
        "accepts_response_payload": parcel.can_answer,
    }
    if parcel.kind == "events_api":
        envelope |= {"retry_attempt": parcel.attempt, "retry_reason": parcel.reason}
    return envelope


async def _ack_of(parcel: Parcel, connection: Connection) -> Receipt:
    gone = asyncio.get_running_loop().create_task(connection.closed.wait())
    both: set[asyncio.Future[Any]] = {parcel.settled, gone}
    await asyncio.wait(
        both,
        timeout=parcel.ack_timeout_s,
        return_when=asyncio.FIRST_COMPLETED,
    )
    died = gone.done()
    gone.cancel()
    if parcel.settled.done():
        return Receipt(acked=True, body=parcel.settled.result())
    return Receipt(acked=False, reason="connection_closed" if died else "timeout")
