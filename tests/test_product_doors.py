"""``paceline up`` as a process: it says when it is ready, and does not hang on a bad door."""

from __future__ import annotations

import contextlib
import signal
import socket
import time

import pytest

from bot.app.local import workspace_config
from bot.workspace import serve_workspace
from metrics.catalog import load_catalog
from metrics.warehouse import publish
from tests.documented import fill, write_definitions
from tests.processes import Up

pytestmark = pytest.mark.loopback


@pytest.fixture
def kestrel(tmp_path):
    """The documented company: its folder of definitions and the link to its warehouse."""
    folder = tmp_path / "kestrel"
    folder.mkdir()
    publish(tmp_path / "kestrel.duckdb", fill)
    return write_definitions(folder), tmp_path / "kestrel.duckdb"


@pytest.fixture
def workspace(kestrel):
    """That company's people in a local workspace, which stands for Slack."""
    config = workspace_config(load_catalog(kestrel[0]), port=0, clock=time.time)
    with serve_workspace(config) as running:
        yield running


@pytest.fixture
def up(kestrel, workspace, tmp_path):
    """Starts ``paceline up --http`` over the company with the workspace's tokens."""
    definitions, warehouse = kestrel
    environment = {
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_SIGNING_SECRET": workspace.signing_secret,
        "SLACK_API_URL": workspace.api_url,
        "PACELINE_DEFINITIONS": str(definitions),
        "PACELINE_WAREHOUSE": f"duckdb:///{warehouse}",
        "PACELINE_WORKERS": "1",
    }
    with contextlib.ExitStack() as started:
        yield lambda *more: started.enter_context(Up(["--http", *more], environment, tmp_path))


def test_a_taken_port_ends_it_with_a_sentence(up):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = up("--port", str(port))

        assert ended.ends() == 1
    assert ended.lines[-1] == (
        f"Error: Port {port} is taken on 127.0.0.1: close what uses it, or give another with "
        "--port.\n"
    )


@pytest.mark.parametrize(
    ("host", "says"),
    [
        ("192.0.2.9", "192.0.2.9 is no address of this machine: give one of its own with --host."),
        ("no such host", "no such host cannot be listened at: "),
    ],
)
def test_an_address_that_is_none_of_this_machine_ends_it_with_a_sentence(up, host, says):
    ended = up("--host", host, "--port", "0")

    assert ended.ends() == 1
    assert ended.lines[-1].startswith(f"Error: {says}")


def test_it_says_where_it_listens_and_what_it_takes_up(up, kestrel):
    definitions, warehouse = kestrel
    running = up("--port", "0")
    ready = running.says("Ready for Slack's signed requests at http://127.0.0.1:")
    assert "/slack/events. Ctrl-C stops." in ready

    path = definitions / "deliveries.yml"
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("label: Service", "label: Speed"), encoding="utf-8")
    running.says("INFO new definitions are in use: 4 metrics")

    path.write_text(good.replace("label: Service", "lable: Speed"), encoding="utf-8")
    running.says("ERROR the definitions have problems: the last good ones stay in use")
    path.write_text(good, encoding="utf-8")
    running.says("INFO the definitions have no problems any more")

    publish(warehouse, fill)
    running.says("INFO new data are in use: kestrel.000002.duckdb")

    running.process.send_signal(signal.SIGTERM)
    assert running.ends() == 0
    assert not any("token" in line for line in running.lines), "no warning about tokens"
