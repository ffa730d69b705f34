"""A small workspace with three people, and an official Bolt app that can be connected to it."""

from __future__ import annotations

import contextlib
import logging
import time
from dataclasses import replace

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
            ping_interval=0.2,
            receive_buffer_size=65536,
        )

    def connect(self):
        self.handler.connect()

    def close(self):
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
