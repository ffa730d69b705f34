"""A small workspace with three people, and an official Bolt app that can be connected to it."""

from __future__ import annotations

import contextlib
import json
import logging
import re
import time
import urllib.error
import urllib.request
from dataclasses import replace
from urllib.parse import urlencode

import pytest
import pytest_socket
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.workspace import (
    Channel,
    Shortcut,
    SlashCommand,
    Team,
    User,
    Usergroup,
    WorkspaceConfig,
    serve_workspace,
)

SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "reactions:read",
        "reactions:write",
        "usergroups:read",
        "users:read",
    }
)


@pytest.fixture(autouse=True)
def _loopback(request):
    """Open this machine's sockets after the plug-in has closed all of them."""
    if request.node.get_closest_marker("loopback"):
        pytest_socket.enable_socket()
        pytest_socket.socket_allow_hosts(["127.0.0.1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def base_config():
    return WorkspaceConfig(
        team=Team("T0TEST", "Windmill Appliances", "windmill"),
        app_name="Paceline",
        bot_user_id="U0BOT",
        users=(
            User("U0DANA", "Dana Okafor", "dana.okafor", "dana@windmill.example"),
            User("U0SAM", "Sam Whitfield", "sam.whitfield"),
            User("U0GUEST", "Jo Visitor", "jo.visitor"),
        ),
        channels=(
            Channel("C0ASK", "ask-data", "Questions about our numbers"),
            Channel("C0QUIET", "quiet", with_bot=False),
            Channel("C0SECRET", "board", members=("U0DANA",), is_private=True),
        ),
        usergroups=(
            Usergroup("S0WARRANTY", "warranty", "warranty", ("U0DANA",)),
            Usergroup("S0SUPPLY", "supply_chain", "supply-chain", ("U0SAM",)),
        ),
        clock=time.time,
        bot_events=frozenset({"app_mention", "message.im", "message.channels"}),
        scopes=SCOPES,
        commands=(SlashCommand("/risk", "Look up a serial", "<serial>"),),
        shortcuts=(Shortcut("Answer with Paceline", "answer"),),
        examples=("How many claims last month?",),
        ack_timeout_s=1.0,
        retry_delays_s=(0.0, 0.0, 0.0),
        trigger_ttl_s=30.0,
    )


@pytest.fixture
def serve(base_config):
    """Serve a workspace whose settings differ as given; it is closed after the test."""
    with contextlib.ExitStack() as stack:

        def start(**changes):
            return stack.enter_context(serve_workspace(replace(base_config, **changes)))

        yield start


@pytest.fixture
def workspace(serve):
    return serve()


@pytest.fixture
def client(workspace):
    return WebClient(token=workspace.bot_token, base_url=workspace.api_url, retry_handlers=[])


class Connected:
    """A Bolt app and its socket."""

    def __init__(self, workspace, **options):
        self.workspace = workspace
        logger = logging.getLogger("bolt.test")
        logger.setLevel(logging.CRITICAL)
        base = {"base_url": workspace.api_url, "retry_handlers": []}
        self.app = App(
            client=WebClient(token=workspace.bot_token, **base), logger=logger, **options
        )
        self.handler = SocketModeHandler(
            self.app,
            workspace.app_token,
            logger=logger,
            web_client=WebClient(token=workspace.app_token, **base),
            # Four intervals without a pong end a socket: long enough for a busy machine.
            ping_interval=1,
            receive_buffer_size=65536,
        )

    def connect(self):
        self.handler.connect()

    def close(self):
        # The client's reading thread blocks for seconds unless the server ends the socket first.
        # Reconnecting turns itself on again; where the server is closed it leaves a socket open.
        client = self.handler.client
        client.default_auto_reconnect_enabled = client.auto_reconnect_enabled = False
        with client.connect_operation_lock:
            client.auto_reconnect_enabled = False
        self.workspace.drop_connections()
        eventually(lambda: not self.handler.client.is_connected())
        self.handler.close()
        self.handler.client.message_workers.shutdown()
        self.app.listener_runner.listener_executor.shutdown()


@pytest.fixture
def bolt():
    """Make Bolt apps that are closed after the test; register listeners, then ``connect()``."""
    made = []

    def make(workspace, **options):
        made.append(Connected(workspace, **options))
        return made[-1]

    yield make
    for each in made:
        each.close()


class Page:
    """The page's side of the wire, without a browser: its secret and its small API."""

    def __init__(self, workspace):
        self.url = workspace.url
        with urllib.request.urlopen(self.url) as answer:  # noqa: S310 - the workspace's own
            self.headers = answer.headers
            self.token = re.search(r'token" content="([^"]+)"', answer.read().decode())[1]

    def get(self, path, **query):
        return self._call(f"local/{path}?{urlencode(query)}", None)

    def do(self, action, **body):
        return self._call(f"local/do/{action}", json.dumps(body).encode())

    @contextlib.contextmanager
    def changes(self, viewer):
        """Follow the live updates; gives a function that waits for the next one."""
        with self.open(f"local/stream?{urlencode({'as': viewer})}") as answer:

            def next_change():
                while not (line := answer.readline()).startswith(b"data: "):
                    assert line, "the stream ended"
                return json.loads(line[6:])

            yield next_change

    def open(self, path, body=None):
        """Send a request with the page's secret."""
        headers = {"X-Workspace-Token": self.token}
        request = urllib.request.Request(self.url + path, body, headers)  # noqa: S310 - its own
        return urllib.request.urlopen(request, timeout=5)  # noqa: S310 - as above

    def _call(self, path, body):
        try:
            with self.open(path, body) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return {"status": error.code, **json.load(error)}


@pytest.fixture
def page_of():
    return Page


@pytest.fixture
def page(workspace):
    return Page(workspace)


def eventually(look, timeout=5.0):
    """Look until there is something, or give back what was seen last."""
    end = time.monotonic() + timeout
    while not (seen := look()) and time.monotonic() < end:
        time.sleep(0.01)
    return seen


@pytest.fixture(name="eventually")
def _eventually():
    return eventually
