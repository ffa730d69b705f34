"""Posting against a Web API that fails in every way that a real one does.

The local workspace never loses a reply, so a server of a few lines does.
"""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from slack_sdk import WebClient

from bot.slack.posting import Absent, Later, Posted, Poster, Response, Undeliverable, Unsure
from bot.slack.questions import Question

pytestmark = pytest.mark.loopback

QUESTION = Question("claims?", "U0DANA", "D0DANA", "1.0", "T0TEST", "dm")
RESPONSE = Response("A-1", "Twelve.", ({"type": "section"},))
OK = "ok"


class WebApi(ThreadingHTTPServer):
    """Keeps what is posted; each call goes as the next word of ``script`` says, then well.

    ``taken, …`` does what is asked and then fails; ``drop`` closes the connection; a number is a
    status; ``retry N`` is a 429 with that Retry-After; any other word is Slack's error code.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.messages = []
        self.calls = []
        self.script = []
        self.lock = threading.Lock()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/api/"

    def handle_error(self, request, client_address):
        pass

    def call(self, method, body):
        with self.lock:
            self.calls.append(method)
            step = self.script.pop(0) if self.script else OK
            if step == OK or step.startswith("taken"):
                step = step.removeprefix("taken, ")
                return step, self.done(method, body)
            return step, {}

    def done(self, method, body):
        if method == "chat.postMessage":
            ts = f"{len(self.messages) + 2}.0"
            self.messages.append({**body, "ts": ts})
            return {"ok": True, "ts": ts}
        return {"ok": True, "messages": self.messages, "response_metadata": {"next_cursor": ""}}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        is_json = "json" in self.headers["Content-Type"]
        body = json.loads(text) if is_json else {k: v[0] for k, v in parse_qs(text).items()}
        step, answer = self.server.call(self.path.rpartition("/")[2], body)
        self.close_connection = True
        if step == "drop":
            return
        headers, status = {}, 200
        if step.startswith("retry"):
            status, headers = 429, {"Retry-After": step.removeprefix("retry").strip()}
            answer = {"ok": False, "error": "ratelimited"}
        elif step.isdigit():
            status, answer = int(step), "<html>"
        elif step != OK:
            answer = {"ok": False, "error": step}
        self.reply(status, headers, answer if isinstance(answer, str) else json.dumps(answer))

    def reply(self, status, headers, text):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def api():
    with WebApi() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def waits():
    return []


@pytest.fixture
def poster(api, waits):
    """A poster that notes how long it would wait."""

    def pause(seconds):
        waits.append(seconds)
        return False

    client = WebClient(token="xoxb-1", base_url=api.url, retry_handlers=[], timeout=2)  # noqa: S106
    return Poster(client, pause)


def post(poster):
    return poster.post(QUESTION, "Ev1", RESPONSE)


def test_an_answer_is_posted_into_the_thread(api, poster, waits):
    assert post(poster) == Posted("2.0")
    (message,) = api.messages
    assert (message["channel"], message["thread_ts"], message["text"]) == (
        "D0DANA",
        "1.0",
        "Twelve.",
    )
    assert message["blocks"] == [{"type": "section"}]
    assert (message["unfurl_links"], message["unfurl_media"]) == (False, False)
    assert waits == []


@pytest.mark.parametrize(
    "failure", ["taken, drop", "taken, 500", "taken, 503", "taken, internal_error", "taken, 200"]
)
def test_a_post_whose_reply_is_lost_is_found_and_not_posted_again(api, poster, failure):
    api.script = [failure]
    assert post(poster) == Posted("2.0")
    assert len(api.messages) == 1


@pytest.mark.parametrize("failure", ["drop", "500", "fatal_error", "200"])
def test_a_post_that_did_not_arrive_is_posted_again(api, poster, failure):
    api.script = [failure]
    assert post(poster) == Posted("2.0")
    assert api.calls == ["chat.postMessage", "conversations.replies", "chat.postMessage"]
    assert len(api.messages) == 1


@pytest.mark.parametrize("refusal", ["missing_scope", "channel_not_found", "thread_not_found"])
def test_where_the_thread_may_not_be_read_a_doubtful_post_is_not_repeated(api, poster, refusal):
    api.script = ["drop", refusal]
    assert post(poster) == Unsure(refusal)
    assert api.calls.count("chat.postMessage") == 1


def test_where_the_thread_cannot_be_read_now_it_is_left_for_later(api, poster):
    api.script = ["taken, drop", *["500"] * 6]
    outcome = post(poster)
    assert isinstance(outcome, Later)
    assert not outcome.clean
    assert api.calls.count("chat.postMessage") == 1


@pytest.mark.parametrize(
    ("given", "waited"), [("3", 3.0), ("0", 1.0), ("", 1.0), ("abc", 1.0), ("1e3", 1.0)]
)
def test_a_rate_limit_is_waited_for(api, poster, waits, given, waited):
    api.script = [f"retry {given}"]
    assert post(poster) == Posted("2.0")
    assert waits == [waited]


def test_a_long_rate_limit_gives_the_worker_back(api, poster, waits):
    api.script = ["retry 3600"]
    assert post(poster) == Later(3600.0, clean=True, reason="rate limited")
    assert waits == []


@pytest.mark.parametrize("code", ["invalid_blocks", "invalid_attachments", "msg_blocks_too_long"])
def test_an_answer_whose_blocks_slack_refuses_goes_as_text(api, poster, code):
    api.script = [code]
    assert post(poster) == Posted("2.0")
    (message,) = api.messages
    assert message["text"] == "Twelve."
    assert "blocks" not in message


@pytest.mark.parametrize("code", ["channel_not_found", "is_archived", "token_revoked"])
def test_what_slack_refuses_for_good_is_not_tried_again(api, poster, code):
    api.script = [code]
    assert post(poster) == Undeliverable(code)
    assert api.calls == ["chat.postMessage"]


def test_blocks_refused_twice_end_it(api, poster):
    api.script = ["invalid_blocks", "invalid_blocks"]
    assert post(poster) == Undeliverable("invalid_blocks")


def test_a_slack_that_is_not_there_is_tried_again_later(api, poster, waits):
    poster._client.base_url = "http://127.0.0.1:9/api/"
    outcome = post(poster)
    assert isinstance(outcome, Later)
    assert outcome.clean
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0]
    assert api.calls == []


def test_a_stop_while_waiting_hands_the_answer_back(api):
    client = WebClient(token="xoxb-1", base_url=api.url, retry_handlers=[])  # noqa: S106
    stopping = Poster(client, lambda _: True)
    api.script = ["retry 5"]
    assert post(stopping) == Later(5.0, clean=True, reason="rate limited")
    api.script = ["drop"]
    outcome = post(stopping)
    assert isinstance(outcome, Later)
    assert not outcome.clean


def test_an_answer_to_another_question_is_not_taken_for_ours(poster):
    poster.post(QUESTION, "Ev0", RESPONSE)
    assert poster.find(QUESTION, "Ev1") == Absent()
    assert poster.find(QUESTION, "Ev0") == Posted("2.0")
