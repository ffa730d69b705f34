"""The few Block Kit blocks in use; every text is safe and within its limit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.blocks.text import Mrkdwn, cut
from bot.blocks.tokens import ASK_ACTION, NEITHER_ACTION, ROWS_ACTION, pack_query
from bot.limits import (
    BUTTON_TEXT,
    CONTEXT_ELEMENTS,
    SECTION_TEXT,
)
from bot.narrative import FollowUp, Heading
from metrics.query import MetricQuery

Block = dict[str, Any]

_TWO = 2


def section(text: Mrkdwn) -> Block:
    """A paragraph."""
    return {"type": "section", "text": _mrkdwn(text, SECTION_TEXT)}


def context(parts: Sequence[Mrkdwn]) -> Block:
    """Small print."""
    elements = [_mrkdwn(part, SECTION_TEXT) for part in parts[:CONTEXT_ELEMENTS]]
    return {"type": "context", "elements": elements}


def table(headings: Sequence[Heading], rows: Sequence[Sequence[str]], cell: int) -> Block:
    """A table; ``headings`` and ``rows`` are raw, each text is cut to ``cell`` characters."""
    labels = [heading.label for heading in headings]
    return {
        "type": "table",
        "column_settings": [
            {"align": "right" if heading.numeric else "left", "is_wrapped": not heading.numeric}
            for heading in headings
        ],
        "rows": [
            [{"type": "raw_text", "text": cut(text, cell) or "—"} for text in row]
            for row in (labels, *rows)
        ],
    }


def ask_buttons(answer_id: str, offers: Sequence[FollowUp]) -> list[Block]:
    """One button for each question whose query fits on one."""
    packed = [(offer, pack_query(answer_id, offer.query)) for offer in offers]
    return [
        {
            "type": "button",
            "action_id": f"{ASK_ACTION}{number}",
            "text": _plain(cut(offer.short, BUTTON_TEXT) or Mrkdwn("—")),
            "value": value,
        }
        for number, (offer, value) in enumerate(packed, start=1)
        if value is not None
    ]


def neither_button(answer_id: str, options: int) -> Block:
    """The way out of a question in return that has so many options."""
    words = "Neither" if options == _TWO else "None of these"
    return {
        "type": "button",
        "action_id": NEITHER_ACTION,
        "text": _plain(Mrkdwn(words)),
        "value": pack_query(answer_id, None),
    }


def rows_button(answer_id: str, query: MetricQuery, words: str) -> list[Block]:
    """The button for the rows that are not shown; none where its query fits on no button."""
    value = pack_query(answer_id, query)
    if value is None:
        return []
    text = _plain(cut(words, BUTTON_TEXT))
    return [{"type": "button", "action_id": ROWS_ACTION, "text": text, "value": value}]


def actions(buttons: list[Block]) -> Block:
    """A row of buttons."""
    return {"type": "actions", "elements": buttons}


def _mrkdwn(text: Mrkdwn, limit: int) -> Block:
    return {"type": "mrkdwn", "text": text[:limit] or "—", "verbatim": True}


def _plain(text: Mrkdwn) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}
