"""From a listener to the inbox: what is written before Slack gets its ack."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from slack_bolt import BoltResponse

from bot.slack.questions import Question, Surface, question_of
from bot.store import Inbox, NewEvent, StoreError

_log = logging.getLogger(__name__)


def unwritten(error: StoreError) -> BoltResponse:
    """The response where an event could not be written: no ack, so that Slack sends it again."""
    _log.error("a question is not taken, Slack will send it again: %s", error)
    return BoltResponse(status=HTTPStatus.SERVICE_UNAVAILABLE, body="")


class Intake:
    """Writes questions to the inbox and wakes whoever works them off.

    Bolt acknowledges an event as soon as a listener is found for it. A listener's middleware
    runs before that: there the writing belongs. When it raises, there is no ack, and Slack
    sends the event again.
    """

    def __init__(
        self, inbox: Inbox, wake: Callable[[], None], clock: Callable[[], datetime]
    ) -> None:
        self._inbox = inbox
        self._clock = clock
        self.wake = wake

    def write_said(
        self, body: Mapping[str, Any], surface: Surface, bot_user_id: str | None
    ) -> bool:
        """Write what a person said in an event; False when it is nothing that a person said.

        Raises:
            bot.store.StoreError: it cannot be written.
        """
        question = question_of(body, surface, bot_user_id)
        if question is None:
            return False
        message = f"{question.team}:{question.channel_id}:{body['event']['ts']}"
        self.write(question, body.get("event_id") or message, message)
        return True

    def write(self, question: Question, event_id: str, question_key: str) -> None:
        """Write it, unless it or another event about the same message is there already.

        Raises:
            bot.store.StoreError: it cannot be written.
        """
        self._inbox.accept(
            NewEvent(
                event_id=event_id,
                question_key=question_key,
                lane=question.lane,
                kind=question.surface,
                payload=question.to_json(),
                received_at=self._clock(),
            )
        )
