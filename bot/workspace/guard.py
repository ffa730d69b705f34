"""Who may talk to the workspace: this machine, by a loopback name, from no other site's page."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from bot.workspace.config import LOOPBACK
from bot.workspace.errors import ApiError

_NAMES: Final = tuple(f"[{name}]" if ":" in name else name for name in LOOPBACK)
BODY_BYTES: Final = 1024 * 1024
"""The largest request that is no file."""


class LoopbackGuard:
    """Turns away another ``Host`` (DNS rebinding) and another ``Origin`` (cross-site requests)."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        hosts = frozenset(f"{name}:{port}" for name in _NAMES)
        self._origins = frozenset(f"http://{host}" for host in hosts)
        # slack_sdk's built-in Socket Mode client names no port in its Host header.
        self._hosts = hosts | frozenset(_NAMES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through or answer 403."""
        if scope["type"] == "lifespan" or self._welcome(Headers(scope=scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(code=1008)(scope, receive, send)
        else:
            refusal = PlainTextResponse("This workspace is for this machine only.\n", 403)
            await refusal(scope, receive, send)

    def _welcome(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        return headers.get("host", "").lower() in self._hosts and (
            origin is None or origin.lower() in self._origins
        )


async def read_body(request: Request, most: int = BODY_BYTES) -> bytes:
    """Read a request's body up to ``most`` bytes; raises :class:`ApiError` beyond."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise ApiError("request_too_large")
        parts.append(part)
    return b"".join(parts)
