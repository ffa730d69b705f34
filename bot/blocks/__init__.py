"""Reply → Block Kit, and reply → text for a terminal; pure.

Owns: the anatomy of a message, escaping, Slack's limits on what we post, what a button carries.
May import: ``bot.answering``'s replies, ``bot.narrative``'s texts, ``bot.limits``.
Start reading at ``message.render``. Raw text and safe text are two types (``text.py``).
"""

from __future__ import annotations

from bot.blocks.message import Message, Showing, render
from bot.blocks.plain import plain
from bot.blocks.text import Mrkdwn, cut, escape
from bot.blocks.tokens import (
    ASK_ACTION,
    NEITHER_ACTION,
    ROWS_ACTION,
    pack_query,
    unpack_query,
)

__all__ = [
    "ASK_ACTION",
    "NEITHER_ACTION",
    "ROWS_ACTION",
    "Message",
    "Mrkdwn",
    "Showing",
    "cut",
    "escape",
    "pack_query",
    "plain",
    "render",
    "unpack_query",
]
