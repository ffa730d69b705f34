"""Somebody writes to the bot directly: every message is a question, no mention needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltContext, BoltResponse

from bot.slack.intake import Intake, unwritten
from bot.store import StoreError


def register(app: App, intake: Intake) -> None:
    """Listen to ``message`` in direct messages; messages of channels are let pass."""

    def record(
        body: dict[str, Any], context: BoltContext, next_: Callable[[], None]
    ) -> BoltResponse | None:
        direct = body["event"].get("channel_type") == "im"
        try:
            taken = direct and intake.write_said(body, "dm", context.bot_user_id)
        except StoreError as error:
            return unwritten(error)
        if taken:
            next_()
            return None
        return context.ack()

    def answer_later() -> None:
        intake.wake()

    app.event("message", middleware=[record])(answer_later)
