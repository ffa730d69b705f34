"""Blocks are refused where Slack refuses them, in words like its own, and taken otherwise."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest

from bot.workspace import check_blocks

SCHEMA = Path(os.environ.get("PACELINE_BLOCKKIT_SCHEMA", ""))


def plain(words):
    return {"type": "plain_text", "text": words}


def mrkdwn(words):
    return {"type": "mrkdwn", "text": words}


def cell(words):
    return {"type": "raw_text", "text": words}


def section(words="x", **more):
    return {"type": "section", "text": mrkdwn(words), **more}


def button(**more):
    return {"type": "button", "text": plain("Press"), **more}


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def option(words="a", value="a"):
    return {"text": plain(words), "value": value}


def select(options):
    return {"type": "static_select", "options": options}


def data_table(rows, **more):
    return {"type": "data_table", "caption": "Claims", "rows": rows, **more}


def chart(count=1, points=3, **more):
    labels = [f"c{number}" for number in range(points)]
    data = [{"label": label, "value": 1.5} for label in labels]
    return {
        "type": "data_visualization",
        "title": "Claims",
        "chart": {
            "type": "line",
            "series": [{"name": f"s{number}", "data": data} for number in range(count)],
            "axis_config": {"categories": labels},
            **more,
        },
    }


FEEDBACK = {
    "type": "feedback_buttons",
    "action_id": "feedback",
    "positive_button": {"text": plain("Right"), "value": "right"},
    "negative_button": {"text": plain("Wrong"), "value": "wrong"},
}
IMAGE = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "Claims"}
RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [{"type": "text", "text": "x", "style": {"bold": True}}],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "user", "user_id": "U0DANA"}],
                }
            ],
        },
    ],
}
ROWS = [
    [cell("Region"), cell("Claims")],
    [cell("West"), {"type": "raw_number", "value": 7, "text": "7"}],
]
NOT_A_NUMBER = [{"name": "s", "data": [{"label": "c0", "value": float("nan")}]}]
GOOD = {
    "actions": actions(button(action_id="a", value="v", style="primary"), select([option()])),
    "context": {"type": "context", "elements": [mrkdwn("x"), IMAGE]},
    "context_actions": {
        "type": "context_actions",
        "elements": [FEEDBACK, {"type": "icon_button", "icon": "trash", "text": plain("Drop")}],
    },
    "data_table": data_table(ROWS, page_size=10, row_header_column_index=0),
    "divider": {"type": "divider"},
    "file": {"type": "file", "external_id": "F1", "source": "remote"},
    "header": {"type": "header", "text": plain("Claims")},
    "image": IMAGE,
    "input": {
        "type": "input",
        "label": plain("Why"),
        "element": {"type": "plain_text_input", "multiline": True},
    },
    "markdown": {"type": "markdown", "text": "**x**"},
    "rich_text": RICH,
    "section": section(accessory=button()),
    "table": {"type": "table", "rows": ROWS, "column_settings": [{"align": "right"}]},
    "video": {
        "type": "video",
        "alt_text": "x",
        "title": plain("x"),
        "thumbnail_url": "https://example.com/t.png",
        "video_url": "https://example.com/v",
    },
    "card": {"type": "card", "title": mrkdwn("x"), "actions": [button()]},
    "container": {"type": "container", "child_blocks": [{"type": "divider"}]},
}


@pytest.mark.parametrize("block", [*GOOD.values(), chart(6, 20)], ids=[*GOOD, "chart"])
def test_a_good_block_of_every_type_is_taken(block):
    assert check_blocks([block]) == ()


@pytest.mark.skipif(not SCHEMA.is_file(), reason="PACELINE_BLOCKKIT_SCHEMA names no schema file")
@pytest.mark.parametrize("block", GOOD.values(), ids=list(GOOD))
def test_what_is_taken_here_fits_the_published_types(block):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    known = {"$ref": "#/definitions/KnownBlock", "definitions": schema["definitions"]}
    jsonschema.validate(block, known)


@pytest.mark.parametrize(
    ("block", "sentence", "at"),
    [
        ({"type": "chart"}, "unsupported type: chart", "/blocks/0/type"),
        ({}, "missing required field: type", "/blocks/0"),
        ("text", "must be an object", "/blocks/0"),
        ({"type": "section"}, "must provide text or fields", "/blocks/0"),
        (section("x" * 3_001), "must be less than 3001 characters", "/blocks/0/text/text"),
        (section(""), "must be more than 0 characters", "/blocks/0/text/text"),
        (section(colour="red"), "invalid additional property: colour", "/blocks/0"),
        (section(fields=[plain("x")] * 11), "no more than 10 items allowed", "/blocks/0/fields"),
        (
            section(fields=[plain("x" * 2_001)]),
            "must be less than 2001 characters",
            "/blocks/0/fields/0/text",
        ),
        (
            section(accessory=FEEDBACK),
            "unsupported type: feedback_buttons",
            "/blocks/0/accessory/type",
        ),
        (
            {"type": "header", "text": mrkdwn("x")},
            "unsupported type: mrkdwn",
            "/blocks/0/text/type",
        ),
        (
            {"type": "header", "text": plain("x" * 151)},
            "must be less than 151 characters",
            "/blocks/0/text/text",
        ),
        (
            {"type": "context", "elements": [plain("x")] * 11},
            "no more than 10 items allowed",
            "/blocks/0/elements",
        ),
        (actions(*[button()] * 26), "no more than 25 items allowed", "/blocks/0/elements"),
        (actions(), "no fewer than 1 items allowed", "/blocks/0/elements"),
        (
            actions(button(action_id="a"), button(action_id="a")),
            "action_id already exists: a",
            "/blocks/0/elements",
        ),
        (
            actions(button(value="x" * 2_001)),
            "must be less than 2001 characters",
            "/blocks/0/elements/0/value",
        ),
        (
            actions(button(style="pink")),
            "must be one of: primary, danger",
            "/blocks/0/elements/0/style",
        ),
        (actions(button(url="javascript:x")), "must be a valid URL", "/blocks/0/elements/0/url"),
        (
            actions(button(visible_to_user_ids=["U"] * 11)),
            "no more than 10 items allowed",
            "/blocks/0/elements/0/visible_to_user_ids",
        ),
        (
            actions(select([option()] * 101)),
            "no more than 100 items allowed",
            "/blocks/0/elements/0/options",
        ),
        (
            actions(select([option("x" * 76)])),
            "must be less than 76 characters",
            "/blocks/0/elements/0/options/0/text/text",
        ),
        (
            actions(select([option(value="x" * 151)])),
            "must be less than 151 characters",
            "/blocks/0/elements/0/options/0/value",
        ),
        (
            actions({"type": "static_select"}),
            "must provide exactly one of options, option_groups",
            "/blocks/0/elements/0",
        ),
        (
            actions({"type": "overflow", "options": [option()] * 6}),
            "no more than 5 items allowed",
            "/blocks/0/elements/0/options",
        ),
        ({"type": "image", "alt_text": "x"}, "must provide image_url or slack_file", "/blocks/0"),
        ({**IMAGE, "alt_text": 7}, "must be a string", "/blocks/0/alt_text"),
        (
            {"type": "markdown", "text": "x" * 12_001},
            "must be less than 12001 characters",
            "/blocks/0/text",
        ),
        (data_table(ROWS[:1]), "no fewer than 2 items allowed", "/blocks/0/rows"),
        (
            data_table([ROWS[0], *[ROWS[1]] * 101]),
            "no more than 101 items allowed",
            "/blocks/0/rows",
        ),
        (data_table([ROWS[1], ROWS[1]]), "a header cell must be raw_text", "/blocks/0/rows/0/1"),
        (
            data_table([ROWS[0], ROWS[1][:1]]),
            "all rows must have the same number of columns",
            "/blocks/0/rows",
        ),
        (data_table([[cell("x")] * 21] * 2), "no more than 20 items allowed", "/blocks/0/rows/0"),
        (
            data_table([[cell("")], [cell("x")]]),
            "must be more than 0 characters",
            "/blocks/0/rows/0/0/text",
        ),
        (
            data_table([[cell("x" * 5_001)]] * 2),
            "tables must be less than 10001 characters",
            "/blocks",
        ),
        (chart(7), "no more than 6 items allowed", "/blocks/0/chart/series"),
        (chart(1, 21), "no more than 20 items allowed", "/blocks/0/chart/axis_config/categories"),
        (
            chart(axis_config={"categories": ["c0", "c1"]}),
            "data must have one point per category",
            "/blocks/0/chart/series/0/data",
        ),
        (
            chart(series=NOT_A_NUMBER, axis_config={"categories": ["c0"]}),
            "must be a number",
            "/blocks/0/chart/series/0/data/0/value",
        ),
        (chart(type="radar"), "unsupported type: radar", "/blocks/0/chart/type"),
        ({"type": "alert", "text": plain("x")}, "unsupported type: alert", "/blocks/0/type"),
    ],
)
def test_a_bad_block_is_named_as_slack_names_it(block, sentence, at):
    assert f"{sentence} [json-pointer:{at}]" in check_blocks([block])


def test_a_message_has_at_most_fifty_blocks_and_a_view_a_hundred():
    blocks = [{"type": "divider"}] * 51
    assert check_blocks(blocks) == ("no more than 50 items allowed [json-pointer:/blocks]",)
    assert check_blocks(blocks, "modal") == ()
    assert check_blocks(blocks * 2, "home")


def test_a_block_id_stands_once():
    twice = [{"type": "divider", "block_id": "b"}] * 2
    assert check_blocks(twice) == ("block_id already exists: b [json-pointer:/blocks/1/block_id]",)


def test_limits_over_the_whole_message_are_kept():
    assert check_blocks([GOOD["table"]] * 2) == ("only_one_table_allowed [json-pointer:/blocks]",)
    assert check_blocks([chart()] * 2) == ()
    assert check_blocks([chart()] * 3) == ("no more than 2 charts allowed [json-pointer:/blocks]",)
    long = {"type": "markdown", "text": "x" * 7_000}
    assert check_blocks([long, long]) == (
        "markdown must be less than 12001 characters [json-pointer:/blocks]",
    )


@pytest.mark.parametrize("kind", ["table", "data_table", "markdown", "context_actions"])
def test_what_stands_in_messages_only_is_refused_in_a_modal(kind):
    [said] = check_blocks([GOOD[kind]], "modal")
    assert said.startswith(f"unsupported type: {kind} ")


def test_an_alert_stands_in_modals():
    assert check_blocks([{"type": "alert", "text": plain("x"), "level": "info"}], "modal") == ()


def test_other_json_than_a_list_is_named():
    assert check_blocks({"type": "divider"}) == ("must be an array [json-pointer:/blocks]",)
    nested = {"type": "context", "elements": [[["x"]]]}
    assert check_blocks([nested]) == ("must be an object [json-pointer:/blocks/0/elements/0]",)
