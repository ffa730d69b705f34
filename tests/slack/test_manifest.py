"""The manifest against Slack's schema, and against what the code listens to and calls."""

from __future__ import annotations

import ast
import json
import os
from pathlib import Path
from unittest.mock import Mock

import jsonschema
import pytest
import yaml
from slack_bolt import App
from slack_sdk import WebClient

from bot.slack import register
from bot.slack.intake import Intake
from bot.slack.methods import EVENT_SCOPES, METHOD_SCOPES

ROOT = Path(__file__).parents[2]
SCHEMA = Path(
    os.environ.get("SLACK_MANIFEST_SCHEMA")
    or ROOT.parent / "shared" / "data" / "slack" / "manifest.schema.2.0.0.json"
)


@pytest.fixture
def manifest():
    return yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))


@pytest.mark.skipif(not SCHEMA.exists(), reason="Slack's manifest schema is not on this machine")
def test_slacks_own_schema_accepts_the_manifest(manifest):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(manifest)
    manifest["settings"]["made_up"] = True
    assert not jsonschema.Draft7Validator(schema).is_valid(manifest)


def test_the_manifest_subscribes_to_what_the_code_listens_to(manifest):
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == listened_to()
    assert set(EVENT_SCOPES) == listened_to()


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


def listened_to():
    """The events that the listeners match, in the manifest's words."""
    app = App(
        token="xoxb-none",  # noqa: S106 - no secret
        signing_secret="none",  # noqa: S106 - no secret
        token_verification_enabled=False,
    )
    register(app, Mock(spec=Intake))
    candidates = {
        "app_mention": {"type": "app_mention", "channel": "C1", "user": "U1", "ts": "1.0"},
        "message.im": {"type": "message", "channel_type": "im"},
        "message.channels": {"type": "message", "channel_type": "channel"},
        "app_home_opened": {"type": "app_home_opened"},
        "reaction_added": {"type": "reaction_added"},
    }
    return {name for name, event in candidates.items() if is_heard(app, event)}


def is_heard(app, event):
    raise NotImplementedError


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
