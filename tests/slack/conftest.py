"""A bot in a local workspace, with an answering desk that says what the test tells it to say."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
import pytest_socket
from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.answering import AskBack, Decline, Request
from bot.blocks import render
from bot.narrative import FollowUp
from bot.slack import SlackAccess, SlackService, create_app, register
from bot.slack.intake import Intake
from bot.store import Store, StoreError
from bot.workspace import Channel, Team, User, WorkspaceConfig, serve_workspace
from metrics.query import MetricQuery

ORDERS = MetricQuery(("orders",))


@pytest.fixture(autouse=True)
def _loopback(request):
    """Open this machine's sockets after the plug-in has closed all of them."""
    if request.node.get_closest_marker("loopback"):
        pytest_socket.enable_socket()
        pytest_socket.socket_allow_hosts(["127.0.0.1", "localhost"], allow_unix_socket=True)


@dataclass
class Desk:
    """Stands for the use case: keeps what it was asked, and answers by what the text says."""

    asked: list[Request] = field(default_factory=list)
    chosen: list[MetricQuery] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    entered: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def answer(self, request, *, answer_id=""):
        self.asked.append(request)
        self.entered.release()
        if "wait" in request.text:
            self.gate.wait(20)
        if "unrecorded" in request.text:
            raise StoreError("The state database cannot be used: disk is full.")
        if "break" in request.text:
            raise RuntimeError("a secret of the inside")
        if "which" in request.text:
            options = (FollowUp("Orders placed", "Orders placed", ORDERS),)
            return AskBack(answer_id, "Which one?", options, (), "Dana")
        return decline(answer_id, f"You asked: {request.text}")

    def continue_with(self, query, request, *, answer_id=""):
        self.chosen.append(query)
        return decline(answer_id, f"You chose: {request.text}")


def decline(answer_id, message):
    return Decline(answer_id, "out_of_scope", message, (), (), "Dana")


@pytest.fixture
def desk():
    desk = Desk()
    yield desk
    desk.gate.set()


@pytest.fixture
def store(tmp_path):
    with Store.open(f"sqlite:///{tmp_path}/state.db") as store:
        yield store


@pytest.fixture
def config():
    return WorkspaceConfig(
        team=Team("T0TEST", "Windmill Appliances", "windmill"),
        app_name="Paceline",
        bot_user_id="U0BOT",
        users=(User("U0DANA", "Dana Okafor", "dana"), User("U0SAM", "Sam Whitfield", "sam")),
        channels=(Channel("C0ASK", "ask-data"), Channel("C0OTHER", "other")),
        clock=time.time,
        ack_timeout_s=1.0,
        retry_delays_s=(0.05, 0.1, 0.2),
    )


@pytest.fixture
def workspace(config):
    with serve_workspace(config) as workspace:
        yield workspace


def present():
    return datetime.now(UTC)


@pytest.fixture
def service_for(desk):
    """Makes services; stops them after the test."""
    with contextlib.ExitStack() as stack:

        def make(workspace, store, *, workers=2, render: Callable = render, answers=desk):
            access = SlackAccess(
                workspace.bot_token,
                workspace.app_token,
                workspace.signing_secret,
                workspace.api_url,
            )
            service = SlackService(
                create_app(access),
                store,
                answers,
                render=render,
                clock=present,
                workers=workers,
            )
            stack.callback(service.stop, 2.0)
            return service

        yield make


@pytest.fixture
def service(workspace, store, service_for):
    """A bot that is connected over Socket Mode."""
    service = service_for(workspace, store)
    service.start()
    service.connect(workspace.app_token)
    assert workspace.wait_for_app(5)
    return service


@pytest.fixture
def ask(workspace):
    """Post as Dana, and wait for the answer."""

    def ask(text, channel="C0ASK", thread=None, user="U0DANA"):
        message = workspace.post_as(user, channel, text, thread)
        return message, workspace.wait_for_reply(channel, message.ts, 5)

    return ask


@pytest.fixture
def eventually():
    """Wait until something holds, five seconds at most."""

    def eventually(check, timeout=5.0):
        deadline = time.monotonic() + timeout
        while not check():
            assert time.monotonic() < deadline, "it did not come about"
            time.sleep(0.01)

    return eventually


@pytest.fixture
def answers(workspace):
    """The bot's messages in a channel."""

    def answers(channel="C0ASK"):
        return [m for m in workspace.messages(channel) if m.bot_id]

    return answers


@pytest.fixture
def app(store):
    """A Bolt app with our listeners, which reaches no Slack; nobody works off the inbox."""
    app = App(
        client=WebClient(base_url="http://127.0.0.1:9/api/", retry_handlers=[]),
        authorize=lambda: AuthorizeResult(
            enterprise_id=None, team_id="T0TEST", bot_user_id="U0BOT", bot_id="B0BOT"
        ),
        request_verification_enabled=False,
    )
    register(app, Intake(store.inbox, lambda: None, present))
    yield app
    app.listener_runner.listener_executor.shutdown()


@pytest.fixture
def dispatch(app):
    """Hand an event, or a whole payload, to Bolt; its response."""

    def dispatch(event=None, *, event_id="Ev1", payload=None):
        body = payload or {
            "type": "event_callback",
            "team_id": "T0TEST",
            "event_id": event_id,
            "event": event,
        }
        headers = {"content-type": ["application/json"]}
        return app.dispatch(BoltRequest(body=json.dumps(body), headers=headers))

    return dispatch
