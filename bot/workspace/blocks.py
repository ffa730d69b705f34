"""Whether Slack would take these blocks: every block type, where it may stand, every limit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal

from bot import limits
from bot.workspace.charts import DATA_VISUALIZATION
from bot.workspace.elements import (
    IDENTIFIER,
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    elements,
    mrkdwn,
    plain_text,
    text,
)
from bot.workspace.rich_text import RICH_TEXT
from bot.workspace.rules import (
    Rule,
    any_field_of,
    anything,
    array,
    boolean,
    every,
    one_of,
    problem,
    record,
    string,
    typed,
    url,
)
from bot.workspace.tables import DATA_TABLE, TABLE, table_characters

Surface = Literal["message", "modal", "home"]
_ID: Final[Mapping[str, Rule]] = {"block_id": IDENTIFIER}
_LONG: Final = 2_000
_CARD_TEXT: Final = 150
_CARD_BODY: Final = 200
_CONTEXT_ACTIONS: Final = 5
_CARDS: Final = 10
_VIDEO_TITLE: Final = 200


def _mixed(*kinds: tuple[tuple[str, ...], Rule]) -> Rule:
    return typed({name: rule for names, rule in kinds for name in names})


_IMAGE: Final = every(
    record(
        {"alt_text": string(limits.IMAGE_ALT_TEXT)},
        {
            **_ID,
            "image_url": url(limits.IMAGE_URL),
            "slack_file": anything,
            "title": plain_text(limits.IMAGE_ALT_TEXT),
        },
    ),
    any_field_of("image_url", "slack_file"),
)
_SECTION: Final = every(
    record(
        {},
        {
            **_ID,
            "text": text(limits.SECTION_TEXT),
            "fields": array(text(limits.SECTION_FIELD_TEXT), limits.SECTION_FIELDS),
            "accessory": elements(*IN_SECTION),
            "expand": boolean,
        },
    ),
    any_field_of("text", "fields"),
)
_CARD: Final = record(
    {},
    {
        **_ID,
        "title": mrkdwn(_CARD_TEXT),
        "subtitle": mrkdwn(_CARD_TEXT),
        "body": mrkdwn(_CARD_BODY),
        "icon": elements("image"),
        "hero_image": elements("image"),
        "actions": array(elements("button"), _CONTEXT_ACTIONS),
    },
)
_TASK: Final = record(
    {
        "task_id": IDENTIFIER,
        "title": string(_LONG),
        "status": one_of("pending", "in_progress", "complete", "error"),
    },
    {**_ID, "details": anything, "output": anything, "sources": anything},
)

BLOCKS: Final[Mapping[str, Rule]] = {
    "actions": record({"elements": array(elements(*IN_ACTIONS), limits.ACTIONS_ELEMENTS)}, _ID),
    "alert": record(
        {"text": text(limits.SECTION_TEXT)},
        {**_ID, "level": one_of("default", "info", "warning", "error", "success")},
    ),
    "card": _CARD,
    "carousel": record({"elements": array(typed({"card": _CARD}), _CARDS)}, _ID),
    "context": record(
        {
            "elements": array(
                _mixed(
                    (("image",), elements("image")),
                    (("plain_text", "mrkdwn"), text(_LONG)),
                ),
                limits.CONTEXT_ELEMENTS,
            )
        },
        _ID,
    ),
    "context_actions": record(
        {"elements": array(elements("feedback_buttons", "icon_button"), _CONTEXT_ACTIONS)}, _ID
    ),
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
    "divider": record({}, _ID),
    "file": record({"external_id": string(limits.ID), "source": one_of("remote")}, _ID),
    "header": record({"text": plain_text(limits.HEADER_TEXT)}, _ID),
    "image": _IMAGE,
    "input": record(
        {"label": plain_text(_LONG), "element": elements(*IN_INPUT)},
        {**_ID, "hint": plain_text(_LONG), "optional": boolean, "dispatch_action": boolean},
    ),
    "markdown": record({"text": string(limits.MARKDOWN_TEXT)}, _ID),
    "plan": record({"title": string(_LONG)}, {**_ID, "tasks": anything}),
    "rich_text": RICH_TEXT,
    "section": _SECTION,
    "table": TABLE,
    "task_card": _TASK,
    "video": record(
        {
            "alt_text": string(limits.IMAGE_ALT_TEXT),
            "title": plain_text(_VIDEO_TITLE),
            "thumbnail_url": url(limits.IMAGE_URL),
            "video_url": url(limits.IMAGE_URL),
        },
        {
            **_ID,
            "author_name": string(50),
            "description": plain_text(_VIDEO_TITLE),
            "provider_icon_url": url(limits.IMAGE_URL),
            "provider_name": string(50),
            "title_url": url(limits.IMAGE_URL),
        },
    ),
}
"""Every block by its type, but ``container``, which holds others."""

_IN_CONTAINER: Final = (
    "actions", "context", "divider", "file", "header", "image", "input", "rich_text", "section",
    "table", "video",
)  # fmt: skip
_CONTAINER: Final = record(
    {"child_blocks": array(typed({name: BLOCKS[name] for name in _IN_CONTAINER}), 10)},
    {
        **_ID,
        "title": plain_text(_CARD_TEXT),
        "rich_text_title": typed({"rich_text": RICH_TEXT}),
        "subtitle": text(_CARD_TEXT),
        "icon": elements("image"),
        "width": one_of("narrow", "standard", "wide", "full"),
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
)
_MESSAGES_ONLY: Final = {
    "card", "carousel", "container", "context_actions", "data_table", "data_visualization",
    "file", "markdown", "plan", "table", "task_card",
}  # fmt: skip
_EVERYWHERE: Final = {**BLOCKS, "container": _CONTAINER}
_BY_SURFACE: Final[Mapping[Surface, Rule]] = {
    "message": typed({name: rule for name, rule in _EVERYWHERE.items() if name != "alert"}),
    "modal": typed({n: rule for n, rule in _EVERYWHERE.items() if n not in _MESSAGES_ONLY}),
    "home": typed(
        {n: rule for n, rule in _EVERYWHERE.items() if n not in {*_MESSAGES_ONLY, "alert"}}
    ),
}


def check_blocks(
    blocks: Any, surface: Surface = "message", at: str = "/blocks"
) -> tuple[str, ...]:
    """Name every problem that Slack would name, with JSON pointers; empty when there is none."""
    most = limits.MESSAGE_BLOCKS if surface == "message" else limits.VIEW_BLOCKS
    found = list(array(_BY_SURFACE[surface], most, 0)(blocks, at))
    if not isinstance(blocks, list):
        return tuple(found)
    whole = [block for block in blocks if isinstance(block, Mapping)]
    found.extend(_twice(whole, at))
    if surface == "message":
        found.extend(_over_all(whole, at))
    return tuple(found)


def text_characters(value: Any) -> int:
    """Count the characters of all texts in blocks, at any depth."""
    if isinstance(value, Mapping):
        own = len(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + sum(text_characters(each) for each in value.values())
    if isinstance(value, list | tuple):
        return sum(text_characters(each) for each in value)
    return 0


def _twice(blocks: Sequence[Mapping[str, Any]], at: str) -> Iterator[str]:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if isinstance(block_id, str) and block_id in seen:
            yield problem(f"block_id already exists: {block_id}", f"{at}/{index}/block_id")
        elif isinstance(block_id, str):
            seen.add(block_id)
        yield from _actions_twice(block, f"{at}/{index}")


def _actions_twice(block: Mapping[str, Any], at: str) -> Iterator[str]:
    inner = block.get("elements")
    if block.get("type") != "actions" or not isinstance(inner, list):
        return
    ids = Counter(e["action_id"] for e in inner if isinstance(e, Mapping) and "action_id" in e)
    for action_id, times in ids.items():
        if times > 1:
            yield problem(f"action_id already exists: {action_id}", f"{at}/elements")


def _over_all(blocks: Sequence[Mapping[str, Any]], at: str) -> Iterator[str]:
    kinds = Counter(block.get("type") for block in blocks)
    if kinds["table"] > limits.TABLES_IN_MESSAGE:
        yield problem("only_one_table_allowed", at)
    if kinds["data_visualization"] > limits.CHARTS_IN_MESSAGE:
        yield problem(f"no more than {limits.CHARTS_IN_MESSAGE} charts allowed", at)
    if sum(map(table_characters, blocks)) > limits.TABLE_CHARACTERS:
        yield problem(f"tables must be less than {limits.TABLE_CHARACTERS + 1} characters", at)
    markdown = [b["text"] for b in blocks if b.get("type") == "markdown" and "text" in b]
    if sum(len(t) for t in markdown if isinstance(t, str)) > limits.MARKDOWN_TEXT:
        yield problem(f"markdown must be less than {limits.MARKDOWN_TEXT + 1} characters", at)
