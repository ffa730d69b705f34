"""What a message or a view may carry: texts and blocks are checked here, and ids are filled in."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot import limits
from bot.workspace.blocks import Surface, check_blocks, text_characters
from bot.workspace.elements import IDENTIFIER, plain_text
from bot.workspace.errors import ApiError, with_messages
from bot.workspace.records import Block, Json
from bot.workspace.rules import Rule, anything, boolean, one_of, record, string


@dataclass(frozen=True, slots=True)
class Content:
    """Checked text and blocks, with what Slack would warn of."""

    text: str
    blocks: tuple[Block, ...]
    warnings: tuple[str, ...] = ()


def check_content(text: object, blocks: object) -> Content:
    """Check what is to be posted; raises :class:`ApiError` (``no_text``, ``invalid_blocks``)."""
    if blocks is not None and not isinstance(blocks, list):
        raise ApiError("invalid_blocks_format")
    if problems := check_blocks(blocks or []):
        only_tables = all(each.startswith("only_one_table") for each in problems)
        raise with_messages("invalid_attachments" if only_tables else "invalid_blocks", problems)
    words = text if isinstance(text, str) else ""
    if not words.strip() and not blocks:
        raise ApiError("no_text")
    if text_characters(_without_tables(blocks or [])) > limits.MESSAGE_BLOCKS_CHARACTERS:
        raise ApiError("msg_blocks_too_long")
    warnings = ("message_truncated",) if len(words) > limits.MESSAGE_TEXT else ()
    return Content(words[: limits.MESSAGE_TEXT], with_ids(blocks or []), warnings)


def check_view(view: object) -> Json:
    """Check a modal or a Home tab and fill in its ids; raises :class:`ApiError`."""
    if not isinstance(view, Mapping):
        raise with_messages("invalid_arguments", ["view must be an object [json-pointer:/view]"])
    kind = str(view.get("type"))
    if kind not in _VIEWS:
        raise with_messages(
            "invalid_arguments", [f"unsupported type: {kind} [json-pointer:/view]"]
        )
    surface: Surface = "modal" if kind == "modal" else "home"
    problems = (
        *_VIEWS[kind](view, "/view"),
        *check_blocks(view.get("blocks"), surface, "/view/blocks"),
        *_submit_missing(view),
    )
    if problems:
        raise with_messages("invalid_arguments", problems)
    return {**view, "blocks": list(with_ids(view["blocks"]))}


def with_ids(blocks: list[Any]) -> tuple[Block, ...]:
    """Give every block a ``block_id`` and every element an ``action_id`` that has none."""
    return tuple(_block_with_ids(dict(block)) for block in blocks)


def _block_with_ids(block: Json) -> Json:
    block.setdefault("block_id", secrets.token_urlsafe(4))
    for name in ("accessory", "element"):
        if name in block:
            block[name] = _element_with_id(block[name])
    if block["type"] in {"actions", "context_actions"}:
        block["elements"] = [_element_with_id(each) for each in block["elements"]]
    if "child_blocks" in block:
        block["child_blocks"] = list(with_ids(block["child_blocks"]))
    return block


def _element_with_id(element: Json) -> Json:
    if element["type"] in {"image", "plain_text", "mrkdwn"}:
        return element
    return {"action_id": secrets.token_urlsafe(4), **element}


def _without_tables(blocks: list[Json]) -> list[Json]:
    return [block for block in blocks if block["type"] not in {"table", "data_table"}]


def _submit_missing(view: Mapping[str, Any]) -> tuple[str, ...]:
    blocks = view.get("blocks")
    inputs = isinstance(blocks, list) and any(
        isinstance(block, Mapping) and block.get("type") == "input" for block in blocks
    )
    if view.get("type") == "modal" and inputs and "submit" not in view:
        return ("submit is required when an input is in the blocks [json-pointer:/view/submit]",)
    return ()


_COMMON: Mapping[str, Rule] = {
    "private_metadata": string(limits.PRIVATE_METADATA, 0),
    "callback_id": string(limits.ID, 0),
    "external_id": IDENTIFIER,
}
_VIEWS: Mapping[str, Rule] = {
    "modal": record(
        {"title": plain_text(limits.MODAL_TITLE), "blocks": anything},
        {
            **_COMMON,
            "submit": plain_text(limits.MODAL_TITLE),
            "close": plain_text(limits.MODAL_TITLE),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
    ),
    "home": record({"blocks": anything}, {**_COMMON, "title": anything, "type": one_of("home")}),
}
