"""The manifest against Slack's schema, and against what the code listens to and calls."""

from __future__ import annotations

import ast
import json
import os
from pathlib import Path

import jsonschema
import pytest
import yaml
from slack_sdk import WebClient

from bot.slack.methods import EVENT_SCOPES, METHOD_SCOPES

ROOT = Path(__file__).parents[2]
SCHEMA = Path(
    os.environ.get("SLACK_MANIFEST_SCHEMA")
    or ROOT.parent / "shared" / "data" / "slack" / "manifest.schema.2.0.0.json"
)
SAID = {"user": "U0DANA", "ts": "1.0", "text": "claims?"}
SAMPLES = {
    "app_home_opened": {"type": "app_home_opened", "user": "U0DANA", "tab": "messages"},
    "app_mention": {"type": "app_mention", "channel": "C0ASK", **SAID},
    "message.channels": {"type": "message", "channel_type": "channel", "channel": "C0A", **SAID},
    "message.groups": {"type": "message", "channel_type": "group", "channel": "G0A", **SAID},
    "message.im": {"type": "message", "channel_type": "im", "channel": "D0A", **SAID},
    "message.mpim": {"type": "message", "channel_type": "mpim", "channel": "G0B", **SAID},
    "reaction_added": {"type": "reaction_added", "user": "U0DANA"},
}


@pytest.fixture
def hears(dispatch, store):
    """Whether an event comes to be a question."""

    def hears(event):
        before = store.inbox.open_count()
        dispatch(event, event_id=f"Ev-{event['type']}-{event.get('channel')}")
        return store.inbox.open_count() > before

    return hears


@pytest.fixture
def manifest():
    return yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))


@pytest.mark.skipif(not SCHEMA.exists(), reason="Slack's manifest schema is not on this machine")
def test_slacks_own_schema_accepts_the_manifest(manifest):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(manifest)
    manifest["settings"]["made_up"] = True
    assert not jsonschema.Draft7Validator(schema).is_valid(manifest)


def test_the_manifest_subscribes_to_what_the_code_listens_to(manifest, hears):
    subscribed = set(manifest["settings"]["event_subscriptions"]["bot_events"])
    assert subscribed == {name for name in SAMPLES if hears(SAMPLES[name])}
    assert subscribed == set(EVENT_SCOPES)


def test_the_manifest_asks_for_the_scopes_that_are_used_and_no_others(manifest):
    needed = {
        scope for scopes in (METHOD_SCOPES, EVENT_SCOPES) for s in scopes.values() for scope in s
    }
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == needed


def test_the_table_of_methods_has_every_method_that_is_called():
    implicit = {"apps.connections.open", "auth.test"}  # by Socket Mode and by Bolt
    assert called() | implicit == set(METHOD_SCOPES)


def test_buttons_can_be_pressed(manifest):
    assert manifest["settings"]["interactivity"]["is_enabled"] is True


def called():
    """The Web API methods that ``bot.slack`` calls on a client, by their names at Slack."""
    found = set()
    for path in ROOT.glob("bot/slack/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                name = node.func.attr
                if hasattr(WebClient, name) and "_" in name:
                    found.add(name.replace("_", ".", 1))
    return found
