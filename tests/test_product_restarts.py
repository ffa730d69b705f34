"""The whole bot as a process of its own, over Socket Mode and HTTP, stopped and killed.

The workspace lives on in the test, as Slack would. Direct messages are asked about, because there
the app may look for an answer whose post was cut off.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app.local import workspace_config
from bot.workspace import serve_workspace
from metrics.catalog import DEFAULT_DEFINITIONS, load_catalog
from tests.processes import Up

pytestmark = pytest.mark.loopback

ROOT = Path(__file__).parents[1]
DANA = "U0DANA"


@pytest.fixture
def workspace():
    """The sample company's people in a local workspace."""
    config = workspace_config(load_catalog(DEFAULT_DEFINITIONS), port=0, clock=time.time)
    with serve_workspace(config) as running:
        yield running


@pytest.fixture
def start_bot(workspace, sample_warehouse_path, tmp_path):
    """A context manager that runs ``paceline up`` with the workspace's tokens, as in Slack."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_APP_TOKEN": workspace.app_token,
        "SLACK_API_URL": workspace.api_url,
        "PACELINE_WAREHOUSE": f"duckdb:///{sample_warehouse_path}",
        "PACELINE_WORKERS": "1",
    }

    @contextlib.contextmanager
    def running():
        command = [sys.executable, "-m", "bot", "up"]
        with subprocess.Popen(command, cwd=tmp_path, env=environment) as process:
            try:
                assert workspace.wait_for_app(20)
                yield process
            finally:
                process.kill()

    return running


def test_over_signed_http_the_same_question_gets_the_same_answer(sample_warehouse_path, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    catalog = load_catalog(DEFAULT_DEFINITIONS)
    config = replace(
        workspace_config(catalog, port=0, clock=time.time),
        events_url=f"http://127.0.0.1:{port}/slack/events",
        retry_delays_s=(0.5,) * 20,
    )
    with serve_workspace(config) as workspace:
        environment = {
            "SLACK_BOT_TOKEN": workspace.bot_token,
            "SLACK_SIGNING_SECRET": workspace.signing_secret,
            "SLACK_API_URL": workspace.api_url,
            "PACELINE_WAREHOUSE": f"duckdb:///{sample_warehouse_path}",
        }
        with Up(["--http", "--port", str(port)], environment, tmp_path) as running:
            running.says("Ready for Slack's signed requests")
            asked = workspace.post_as(DANA, DANA, "how many claims in September 2026?")
            (answer,) = wait_for_answers(workspace, asked.ts)
            running.process.send_signal(signal.SIGTERM)
            assert running.ends() == 0
    assert "claims were reported in September 2026" in answer.text


def answers(workspace, ts):
    return [m for m in workspace.messages(DANA, ts) if m.bot_id]


def wait_for_answers(workspace, ts, seconds=20):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not answers(workspace, ts):
        time.sleep(0.05)
    time.sleep(0.5)  # a second answer would come by now
    return answers(workspace, ts)


def wait_for_ack(workspace, asked, count):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        acked = [d for d in workspace.deliveries() if d.acked]
        if len(acked) >= count:
            return
        time.sleep(0.001)
    raise AssertionError(f"no ack for {asked.ts}")


def test_a_question_is_answered_once_though_the_bot_is_killed_and_started_again(
    workspace, start_bot
):
    asked = []
    for number, delay in enumerate((0.0, 0.02, 0.05, 0.15), start=1):
        with start_bot() as process:
            asked.append(workspace.post_as(DANA, DANA, "how many claims in September 2026?"))
            wait_for_ack(workspace, asked[-1], number)
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
    with start_bot():
        for message in asked:
            assert len(wait_for_answers(workspace, message.ts)) == 1
        for delivery in workspace.deliveries():
            workspace.redeliver(delivery.event_id)
        time.sleep(1)
        assert [len(answers(workspace, m.ts)) for m in asked] == [1] * len(asked)


def test_sigterm_finishes_what_was_begun_and_exits_within_ten_seconds(workspace, start_bot):
    with start_bot() as process:
        asked = workspace.post_as(DANA, DANA, "claims by region in September 2026")
        wait_for_ack(workspace, asked, 1)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert time.monotonic() - began < 10
    if not answers(workspace, asked.ts):
        with start_bot():
            assert len(wait_for_answers(workspace, asked.ts)) == 1
    assert len(answers(workspace, asked.ts)) == 1
