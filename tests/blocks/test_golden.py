"""Replies and their messages as they were reviewed by eye.

``PACELINE_REWRITE_GOLDEN=1 pytest tests/blocks/test_golden.py`` writes them anew: read the diff.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from bot.blocks import render
from tests.blocks.replies import REPLIES
from tests.blocks.slack_rules import SCHEMA, problems

GOLDEN = Path(__file__).parents[1] / "golden" / "blocks"


def golden(name, made):
    """The reviewed file; written first where the environment asks for it."""
    path = GOLDEN / f"{name}.json"
    if os.environ.get("PACELINE_REWRITE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_and_its_message_are_as_reviewed(name):
    reply = REPLIES[name]()
    message = render(reply)
    made = {
        "reply": reply.to_json(),
        "message": {"text": message.text, "blocks": list(message.blocks)},
    }
    assert json.loads(json.dumps(made)) == golden(name, made)


@pytest.mark.parametrize("name", REPLIES)
def test_slack_would_take_the_message(name):
    assert problems(render(REPLIES[name]())) == []


@pytest.mark.skipif(not SCHEMA.exists(), reason="Slack's published schema is not at hand")
@pytest.mark.parametrize("name", REPLIES)
def test_the_blocks_follow_the_published_schema(name):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    blocks = json.loads(json.dumps(render(REPLIES[name]()).blocks))
    validator = Draft7Validator({**schema, "$ref": "#/definitions/KnownBlock"})
    assert [e.message for block in blocks for e in validator.iter_errors(block)] == []


def test_every_golden_file_has_its_reply():
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(REPLIES)
