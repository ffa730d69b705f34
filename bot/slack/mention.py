"""The bot is mentioned in a channel: the answer goes into the thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltContext, BoltResponse

from bot.slack.intake import Intake, unwritten
from bot.store import StoreError


def register(app: App, intake: Intake) -> None:
    """Listen to ``app_mention``; what is said in a direct message is heard there."""

    def record(
        body: dict[str, Any], context: BoltContext, next_: Callable[[], None]
    ) -> BoltResponse | None:
        in_channel = not str(body["event"].get("channel", "")).startswith("D")
        try:
            taken = in_channel and intake.write_said(body, "mention", context.bot_user_id)
        except StoreError as error:
            return unwritten(error)
        if taken:
            next_()
            return None
        return context.ack()

    def answer_later() -> None:
        intake.wake()

    app.event("app_mention", middleware=[record])(answer_later)
