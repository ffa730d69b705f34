"""Posting an answer once: our own retries, and a look at Slack where it is in doubt.

Each answer carries its event's id as message metadata, so that it can be found again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from slack_sdk import WebClient

from bot.slack.failures import (
    CALL_ERRORS,
    BlocksRefused,
    Doubtful,
    NotDone,
    Refused,
    read_failure,
)
from bot.slack.questions import Question

METADATA_TYPE: Final = "paceline_answer"
TRIES: Final = 5
LONGEST_WAIT_S: Final = 20.0
GRACE_S: Final = 1.0  # for a post that Slack is still at work on when its reply is lost
_PAGES: Final = 10
_PAGE_SIZE: Final = 200

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Response:
    """What is to be posted: text that says it all, and the blocks that say it better."""

    answer_id: str
    text: str
    blocks: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Posted:
    """It is there, ``ts`` is its id."""

    ts: str


@dataclass(frozen=True, slots=True)
class Absent:
    """It is surely not there."""


@dataclass(frozen=True, slots=True)
class Unsure:
    """It may be there, and nobody can tell: it must not be posted again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Later:
    """It is not known yet, or not done yet: try again in ``after_s`` seconds.

    ``clean`` says that surely nothing was posted.
    """

    after_s: float
    clean: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """Slack refuses it for good; ``reason`` is its code."""

    reason: str


class Poster:
    """Posts answers and finds posted ones.

    Args:
        client: sends every call once (no retry handlers).
        pause: waits that many seconds; True when the service stops meanwhile.
    """

    def __init__(self, client: WebClient, pause: Callable[[float], bool]) -> None:
        self._client = client
        self._pause = pause

    def post(
        self, question: Question, event_id: str, response: Response
    ) -> Posted | Unsure | Later | Undeliverable:
        """Post into the question's thread, at most once."""
        blocks = list(response.blocks)
        reason = ""
        for wait_s in _waits():
            try:
                return self._send(question, event_id, response.text, blocks)
            except CALL_ERRORS as error:
                failure = read_failure(error)
            match failure:
                case BlocksRefused(reason) if blocks:
                    _log.warning("answer %s goes as text: %s", response.answer_id, reason)
                    blocks = []
                case BlocksRefused(reason) | Refused(reason):
                    return Undeliverable(reason)
                case NotDone(after_s, reason):
                    if after_s > LONGEST_WAIT_S or self._pause(max(after_s, wait_s)):
                        return Later(after_s, clean=True, reason=reason)
                case Doubtful(reason):
                    _log.warning("answer %s may be posted: %s", response.answer_id, reason)
                    found = self.find(question, event_id, grace_s=wait_s)
                    if not isinstance(found, Absent):
                        return found
        return Later(LONGEST_WAIT_S, clean=True, reason=reason)

    def find(
        self, question: Question, event_id: str, grace_s: float = GRACE_S
    ) -> Posted | Absent | Unsure | Later:
        """Look for the answer to an event in the question's thread."""
        reason = ""
        for wait_s in (grace_s, *_waits()):
            if self._pause(wait_s):
                return Later(0, clean=False, reason="stopping")
            try:
                return self._search(question, event_id)
            except CALL_ERRORS as error:
                failure = read_failure(error)
            reason = failure.reason
            match failure:
                case Refused() | BlocksRefused():
                    return Unsure(reason)
                case NotDone(after_s) if after_s > LONGEST_WAIT_S or self._pause(after_s):
                    return Later(after_s, clean=False, reason=reason)
        return Later(LONGEST_WAIT_S, clean=False, reason=reason)

    def _send(self, question: Question, event_id: str, text: str, blocks: list[Any]) -> Posted:
        posted = self._client.chat_postMessage(
            channel=question.channel_id,
            thread_ts=question.thread,
            text=text,
            blocks=blocks or None,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": METADATA_TYPE, "event_payload": {"event_id": event_id}},
        )
        return Posted(str(posted.get("ts", "")))

    def _search(self, question: Question, event_id: str) -> Posted | Absent | Unsure:
        cursor = ""
        for _ in range(_PAGES):
            page = self._client.conversations_replies(
                channel=question.channel_id,
                ts=question.thread,
                include_all_metadata=True,
                limit=_PAGE_SIZE,
                cursor=cursor or None,
            )
            for message in page.get("messages") or ():
                if _answers(message, event_id):
                    return Posted(str(message["ts"]))
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return Absent()
        return Unsure("the thread is too long to be searched")


def _waits() -> Iterator[float]:
    """Seconds to wait after each try."""
    return (float(2**number) for number in range(TRIES))


def _answers(message: dict[str, Any], event_id: str) -> bool:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return metadata.get("event_type") == METADATA_TYPE and payload.get("event_id") == event_id
