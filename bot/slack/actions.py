"""Buttons under an answer: each stands for a question, asked by pressing it.

What a button carries is ``bot.blocks``' affair. Whose answer it stands under is in its block's
id, put there by :func:`stamped` before the message is posted.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.blocks import ASK_ACTION, NEITHER_ACTION, ROWS_ACTION, unpack_query
from bot.slack.failures import CALL_ERRORS
from bot.slack.intake import Intake
from bot.slack.questions import Question
from bot.store import StoreError
from metrics.errors import QueryError

NOT_YOURS: Final = (
    "Only the person who asked can choose here. Ask me yourself, and you get your own answer."
)
UNREADABLE: Final = "I cannot read that button any more. Please ask in words."
UNWRITTEN: Final = "I could not take that down just now. Please try again in a moment."
NEITHER: Final = "None of these, then. Please put it in other words, or ask the contact above."
_ASK: Final = re.compile(rf"^{re.escape(ASK_ACTION)}\d+$|^{re.escape(ROWS_ACTION)}$")
_STAMP: Final = re.compile(r"asker-(?P<user>\w+)-\d+")
_DOUBLE_CLICK_S: Final = 10
_NOTICE: Final = "paceline_notice"

_log = logging.getLogger(__name__)


def register(app: App, intake: Intake) -> None:
    """Listen to the buttons that ask a question, and to the way out of a question in return."""

    def record(body: dict[str, Any], context: BoltContext, next_: Callable[[], None]) -> None:
        if not _is_asker(body):
            context[_NOTICE] = NOT_YOURS
        else:
            context[_NOTICE] = _write(body, intake)
        next_()

    def answer_later(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        if notice := context.get(_NOTICE):
            _whisper(context.client, body, notice)
        else:
            intake.wake()

    def let_go(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        _whisper(context.client, body, NEITHER if _is_asker(body) else NOT_YOURS)

    app.action(_ASK, middleware=[record])(answer_later)
    app.action(NEITHER_ACTION)(let_go)


def stamped(blocks: Sequence[Mapping[str, Any]], user_id: str) -> list[Mapping[str, Any]]:
    """The blocks, each row of buttons marked as belonging to the asker.

    >>> stamped([{"type": "actions", "elements": []}], "U1")
    [{'type': 'actions', 'elements': [], 'block_id': 'asker-U1-0'}]
    """
    return [
        {**block, "block_id": f"asker-{user_id}-{number}"} if block["type"] == "actions" else block
        for number, block in enumerate(blocks)
    ]


def _is_asker(body: Mapping[str, Any]) -> bool:
    """Whether the one who pressed is the one who asked; everybody is, where it is not known."""
    stamp = _STAMP.fullmatch(str(body["actions"][0].get("block_id", "")))
    return stamp is None or stamp["user"] == body["user"]["id"]


def _write(body: Mapping[str, Any], intake: Intake) -> str:
    """Write the question to the inbox; what to tell the asker where that cannot be."""
    action, message = body["actions"][0], body["message"]
    try:
        query = unpack_query(str(action.get("value", "")))
    except QueryError:
        return UNREADABLE
    question = Question(
        text=str(action.get("text", {}).get("text", "")),
        user_id=body["user"]["id"],
        channel_id=body["channel"]["id"],
        thread=message.get("thread_ts") or message["ts"],
        team=(body.get("team") or {}).get("id", ""),
        surface="button",
        query=query,
        all_rows=action["action_id"] == ROWS_ACTION,
    )
    button = f"{question.channel_id}:{message['ts']}:{action['action_id']}"
    pressed_at = str(action.get("action_ts", "0"))
    moment = int(float(pressed_at)) // _DOUBLE_CLICK_S  # a double click is one question
    try:
        intake.write(question, f"{button}:{pressed_at}", f"{button}:{moment}")
    except StoreError as error:
        _log.error("a button is not taken: %s", error)
        return UNWRITTEN
    return ""


def _whisper(client: WebClient | None, body: Mapping[str, Any], text: str) -> None:
    """Tell the one who pressed, and nobody else."""
    try:
        if client is not None:
            client.chat_postEphemeral(
                channel=body["channel"]["id"],
                user=body["user"]["id"],
                text=text,
                thread_ts=body["message"].get("thread_ts"),
            )
    except CALL_ERRORS:
        _log.warning("a notice to %s was not posted", body["user"]["id"], exc_info=True)
