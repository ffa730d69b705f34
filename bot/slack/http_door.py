"""The HTTP door: a gate that looks at size, time and signature before anything is parsed."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from datetime import datetime
from typing import Final

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.adapter.starlette.handler import to_starlette_response
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

EVENTS_PATH: Final = "/slack/events"
LARGEST_BODY: Final = 1_000_000
SKEW_S: Final = 300

_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


def slack_routes(app: App, signing_secret: str, clock: Callable[[], datetime]) -> list[Route]:
    """The route that Slack sends events and button presses to, with the same listeners.

    It answers 401 to what Slack has not signed within the last five minutes, 413 to bodies of
    more than 1 MB, 400 to a signed body that is none of Slack's. ``signing_secret`` must not be
    empty.
    """
    if not signing_secret:
        raise ValueError("HTTP needs SLACK_SIGNING_SECRET: without it anybody could post events.")

    async def receive(request: Request) -> Response:
        body = await _read(request)
        if body is None:
            return PlainTextResponse("too large", 413)
        if not _is_signed(request, body, signing_secret, clock()):
            return PlainTextResponse("not signed", 401)
        try:
            bolt_request = BoltRequest(
                body=body.decode(), headers=dict(request.headers), query=str(request.url.query)
            )
        except (ValueError, AttributeError, TypeError, RecursionError):
            return PlainTextResponse("not understood", 400)
        response: BoltResponse = await run_in_threadpool(app.dispatch, bolt_request)
        return to_starlette_response(response)

    return [Route(EVENTS_PATH, receive, methods=["POST"])]


async def _read(request: Request) -> bytes | None:
    """The body; None as soon as it is too large, however large it says it is."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)


def _is_signed(request: Request, body: bytes, secret: str, now: datetime) -> bool:
    timestamp = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    if not (_TIMESTAMP.fullmatch(timestamp) and _SIGNATURE.fullmatch(signature)):
        return False
    if abs(now.timestamp() - int(timestamp)) > SKEW_S:
        return False
    signed = b"v0:" + timestamp.encode() + b":" + body
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v0={expected}", signature)
