"""What a failed call of the Web API means: has Slack done it, and is it worth another try?"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from http.client import HTTPException
from typing import Final
from urllib.error import URLError

from slack_sdk.errors import SlackApiError

CallError = SlackApiError | OSError | HTTPException
CALL_ERRORS: Final = (SlackApiError, OSError, HTTPException)

_CODE = re.compile(r"[a-z0-9_]{1,60}")
_RATE_LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
# Slack's own words for these: "some aspect of the operation may have succeeded".
_DOUBTFUL = frozenset({"fatal_error", "internal_error", "service_unavailable", "request_timeout"})
_BLOCKS = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "invalid_attachments", "msg_blocks_too_long"}
)
_TOO_MANY_REQUESTS = 429
_SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class NotDone:
    """Slack has not done it; another try is worth it, ``after_s`` seconds from now at least."""

    after_s: float
    reason: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Slack may have done it."""

    reason: str


@dataclass(frozen=True, slots=True)
class BlocksRefused:
    """Slack has not done it because it does not like the blocks; plain text may do."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Slack will not do it, now or later; ``reason`` is its code."""

    reason: str


Failure = NotDone | Doubtful | BlocksRefused | Refused


def read_failure(error: CallError) -> Failure:
    """Tell what the error means; where that is not sure, it is doubtful."""
    if isinstance(error, SlackApiError):
        return _read_response(error)
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, ConnectionRefusedError | socket.gaierror):
        return NotDone(0, f"no connection: {reason}")
    return Doubtful(f"{type(reason).__name__}: {reason}")


def _read_response(error: SlackApiError) -> Failure:
    code = str(error.response.get("error", ""))
    status = getattr(error.response, "status_code", 200)
    if status == _TOO_MANY_REQUESTS or code in _RATE_LIMITED:
        return NotDone(_retry_after(getattr(error.response, "headers", {})), "rate limited")
    if status >= _SERVER_ERROR or code in _DOUBTFUL or not _CODE.fullmatch(code):
        return Doubtful(f"HTTP {status} {code[:60]}")
    return BlocksRefused(code) if code in _BLOCKS else Refused(code)


def _retry_after(headers: dict[str, str]) -> float:
    """Seconds of ``Retry-After``; one where Slack does not say, or says it unreadably."""
    given = next((v for k, v in headers.items() if k.lower() == "retry-after"), "")
    return max(1.0, float(given)) if re.fullmatch(r"\d{1,6}", given) else 1.0
