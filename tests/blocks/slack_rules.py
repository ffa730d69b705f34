"""What Slack would refuse: its limits, its own models, its published schema where there is one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from slack_sdk.models.blocks import Block as SdkBlock

from bot import limits
from bot.blocks import Message

SCHEMA = Path(__file__).parents[3] / "shared" / "data" / "slack" / "blockkit.schema.json"


def problems(message: Message) -> list[str]:
    """Every rule that the message breaks."""
    found = list(_problems(message))
    for block in message.blocks:
        parsed = SdkBlock.parse(block)
        if parsed is None:
            found.append(f"the SDK does not know {block['type']}")
        else:
            parsed.validate_json()
    return found


def _problems(message: Message) -> Iterator[str]:
    blocks = message.blocks
    if not message.text.strip():
        yield "no text for screen readers"
    if len(message.text) > limits.MESSAGE_TEXT:
        yield "text too long"
    if len(blocks) > 8:
        yield f"{len(blocks)} blocks"
    size = len(json.dumps(blocks, ensure_ascii=False))
    if size > 12_000:
        yield f"{size} characters"
    tables = [b for b in blocks if b["type"] == "table"]
    if len(tables) > limits.TABLES_IN_MESSAGE:
        yield "more than one table"
    for block in blocks:
        yield from _block_problems(block)


def _block_problems(block: dict[str, Any]) -> Iterator[str]:
    match block["type"]:
        case "section":
            yield from _text_problems(block["text"], limits.SECTION_TEXT)
        case "context":
            yield from _count_problems(block, limits.CONTEXT_ELEMENTS)
            for element in block["elements"]:
                yield from _text_problems(element, limits.SECTION_TEXT)
        case "actions":
            yield from _count_problems(block, limits.ACTIONS_ELEMENTS)
            yield from _button_problems(block["elements"])
        case "table":
            yield from _table_problems(block)
        case other:
            yield f"unknown block {other}"


def _count_problems(block: dict[str, Any], most: int) -> Iterator[str]:
    if not 1 <= len(block["elements"]) <= most:
        yield f"{len(block['elements'])} elements of {block['type']}"


def _button_problems(buttons: list[dict[str, Any]]) -> Iterator[str]:
    ids = [button["action_id"] for button in buttons]
    if len(set(ids)) < len(ids):
        yield "action_id twice"
    for button in buttons:
        yield from _text_problems(button["text"], limits.BUTTON_TEXT)
        if len(button["value"]) > limits.BUTTON_VALUE:
            yield "button value"


def _table_problems(block: dict[str, Any]) -> Iterator[str]:
    rows = block["rows"]
    widths = {len(row) for row in rows}
    if len(rows) > limits.TABLE_ROWS or len(widths) != 1 or max(widths) > limits.TABLE_COLUMNS:
        yield "table shape"
    texts = [cell["text"] for row in rows for cell in row]
    if not all(texts):
        yield "empty cell"
    if sum(map(len, texts)) > limits.TABLE_CHARACTERS:
        yield "table characters"


def _text_problems(text: dict[str, Any], limit: int) -> Iterator[str]:
    if not 1 <= len(text["text"]) <= limit:
        yield f"{text['type']} of {len(text['text'])} characters"
