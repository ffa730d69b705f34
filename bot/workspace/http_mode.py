"""HTTP delivery: signed POSTs to the app's request URL, as Slack does without Socket Mode."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import http.client
import json
from collections.abc import Callable
from typing import Final
from urllib.parse import SplitResult, urlencode, urlsplit

from bot.workspace.config import LOOPBACK, WorkspaceError
from bot.workspace.delivery import Parcel, Receipt
from bot.workspace.records import Json

_SUCCESS: Final = range(200, 300)


class HttpCarrier:
    """Carries parcels by POST to ``events_url``, which must be on this machine."""

    connected = True

    def __init__(self, events_url: str, secret: str, clock: Callable[[], float]) -> None:
        self._url = checked_url(events_url)
        self._secret = secret
        self._clock = clock

    async def carry(self, parcel: Parcel) -> Receipt:
        """POST once; any answer but 2xx in time counts as not acknowledged."""
        content_type, body = _body(parcel)
        headers = {**self._signed(body), **_retry_headers(parcel), "Content-Type": content_type}
        try:
            receipt = await asyncio.to_thread(
                _post, self._url, body.encode(), headers, parcel.ack_timeout_s
            )
        except TimeoutError:
            return Receipt(acked=False, reason="timeout")
        except (OSError, http.client.HTTPException):
            return Receipt(acked=False, reason="http_error")
        if receipt.acked:
            parcel.settle(receipt.body)
        return receipt

    def _signed(self, body: str) -> dict[str, str]:
        stamp = str(int(self._clock()))
        return {
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(self._secret, stamp, body),
        }


def signature(secret: str, timestamp: str, body: str) -> str:
    """Sign a request as Slack does: ``v0=`` and the HMAC-SHA256 of ``v0:timestamp:body``."""
    base = f"v0:{timestamp}:{body}".encode()
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def checked_url(events_url: str) -> SplitResult:
    """Take an address on this machine apart; raises :class:`WorkspaceError` for another."""
    url = urlsplit(events_url)
    if url.scheme != "http" or url.hostname not in LOOPBACK:
        raise WorkspaceError(
            f"The local workspace sends events to this machine only, not to {events_url!r}; "
            "give an address such as http://127.0.0.1:3000/slack/events."
        )
    return url


def _body(parcel: Parcel) -> tuple[str, str]:
    if parcel.kind == "events_api":
        return "application/json", json.dumps(parcel.payload)
    form = parcel.payload
    if parcel.kind == "interactive":
        form = {"payload": json.dumps(parcel.payload)}
    return "application/x-www-form-urlencoded", urlencode(form)


def _retry_headers(parcel: Parcel) -> dict[str, str]:
    if parcel.attempt == 0:
        return {}
    return {
        "X-Slack-Retry-Num": str(parcel.attempt),
        "X-Slack-Retry-Reason": "http_timeout" if parcel.reason == "timeout" else "http_error",
    }


def _post(url: SplitResult, body: bytes, headers: dict[str, str], timeout: float) -> Receipt:
    connection = http.client.HTTPConnection(str(url.hostname), url.port or 80, timeout=timeout)
    try:
        connection.request("POST", url.path or "/", body, headers)
        response = connection.getresponse()
        text = response.read().decode(errors="replace")
    finally:
        connection.close()
    if response.status in _SUCCESS:
        return Receipt(acked=True, body=_answer(text))
    no_retry = response.getheader("X-Slack-No-Retry") == "1"
    return Receipt(acked=False, reason="http_error", may_retry=not no_retry)


def _answer(text: str) -> Json | None:
    if not text.strip():
        return None
    try:
        answer = json.loads(text)
    except ValueError:
        return {"text": text}
    return answer if isinstance(answer, dict) else None
