"""Without Socket Mode, events are POSTed, signed as Slack does, and sent again on failure."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier

from bot.workspace import WorkspaceError

pytestmark = pytest.mark.loopback


class Receiver(ThreadingHTTPServer):
    """Keeps every request and answers with the next of ``answers``, then with 200."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = []
        self.requests = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/slack/events"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.requests.append((dict(self.headers), body))
        status, text, headers = (
            self.server.answers.pop(0) if self.server.answers else (200, "", {})
        )
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_parts):
        """Say nothing."""


@pytest.fixture
def receiver():
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_event_is_signed_so_that_the_sdk_accepts_it(serve, receiver, eventually):
    workspace = serve(events_url=receiver.url)
    workspace.post_as("U0DANA", "U0DANA", "höw many?")
    eventually(lambda: receiver.requests)
    [(headers, body)] = receiver.requests
    verifier = SignatureVerifier(workspace.signing_secret)
    assert verifier.is_valid_request(body, headers)
    assert not verifier.is_valid_request(body + " ", headers)
    assert json.loads(body)["event"]["text"] == "höw many?"
    assert "X-Slack-Retry-Num" not in headers


def test_a_failed_delivery_is_repeated_with_its_number_and_reason(serve, receiver, eventually):
    receiver.answers = [(500, "", {}), (404, "", {})]
    workspace = serve(events_url=receiver.url)
    workspace.post_as("U0DANA", "U0DANA", "hello")
    assert eventually(lambda: [d for d in workspace.deliveries() if d.acked])
    numbers = [headers.get("X-Slack-Retry-Num") for headers, _ in receiver.requests]
    assert numbers == [None, "1", "2"]
    assert receiver.requests[1][0]["X-Slack-Retry-Reason"] == "http_error"
    assert len({json.loads(body)["event_id"] for _, body in receiver.requests}) == 1
    assert workspace.deliveries()[0].attempts == 3


def test_the_app_can_refuse_repeats(serve, receiver, eventually):
    receiver.answers = [(500, "", {"X-Slack-No-Retry": "1"})]
    workspace = serve(events_url=receiver.url)
    workspace.post_as("U0DANA", "U0DANA", "hello")
    eventually(lambda: [d for d in workspace.deliveries() if d.reason])
    assert len(receiver.requests) == 1


def test_a_command_is_a_form_and_its_answer_is_shown(serve, receiver):
    receiver.answers = [(200, json.dumps({"text": "Low risk"}), {})]
    workspace = serve(events_url=receiver.url)
    assert workspace.run_command("U0DANA", "C0ASK", "/risk SN1")
    form = parse_qs(receiver.requests[0][1])
    assert (form["command"], form["text"], form["user_name"]) == (
        ["/risk"],
        ["SN1"],
        ["dana.okafor"],
    )
    assert workspace.messages("C0ASK")[0].text == "Low risk"


def test_a_button_comes_as_a_form_with_its_payload(serve, receiver):
    workspace = serve(events_url=receiver.url)
    client = WebClient(token=workspace.bot_token, base_url=workspace.api_url)
    element = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "A"}}
    blocks = [{"type": "actions", "elements": [element]}]
    ts = client.chat_postMessage(channel="C0ASK", text="x", blocks=blocks)["ts"]
    assert workspace.press("U0DANA", "C0ASK", ts, "a")
    payload = json.loads(parse_qs(receiver.requests[0][1])["payload"][0])
    assert payload["type"] == "block_actions"


def test_socket_mode_is_off_then(serve, receiver):
    workspace = serve(events_url=receiver.url)
    client = WebClient(base_url=workspace.api_url)
    with pytest.raises(SlackApiError, match="socket_mode_disabled"):
        client.apps_connections_open(app_token=workspace.app_token)


def test_events_leave_this_machine_never(serve):
    with pytest.raises(WorkspaceError, match="this machine only"):
        serve(events_url="http://paceline.example/slack/events")


def test_an_app_that_is_slow_to_answer_counts_as_timed_out(serve, receiver, eventually):
    workspace = serve(events_url=receiver.url, ack_timeout_s=0.05, retry_delays_s=())
    receiver.answers = SlowOnce()
    workspace.post_as("U0DANA", "U0DANA", "hello")
    [delivery] = eventually(lambda: [d for d in workspace.deliveries() if d.reason])
    assert (delivery.acked, delivery.reason) == (False, "timeout")


class SlowOnce(list):
    """Answers that take longer than the app has."""

    def __bool__(self):
        time.sleep(0.3)
        return False
