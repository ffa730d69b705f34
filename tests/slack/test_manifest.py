"""The manifest against Slack's schema, and against what the code listens to and calls."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from bot.slack.methods import EVENT_SCOPES, METHOD_SCOPES

ROOT = Path(__file__).parents[2]
SCHEMA = Path(
    os.environ.get("SLACK_MANIFEST_SCHEMA", "/work/shared/data/slack/manifest.schema.2.0.0.json")
)
SOURCES = {p.name: p.read_text(encoding="utf-8") for p in ROOT.glob("bot/slack/*.py")}
# Names of WebClient methods whose first part has an underscore of its own: none so far.


@pytest.fixture
def manifest():
    return yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
