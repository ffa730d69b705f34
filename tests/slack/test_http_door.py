"""The HTTP door: what gets past the gate, and what is turned away before it is parsed."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from starlette.applications import Starlette

from bot.slack import EVENTS_PATH, slack_routes

NOW = datetime(2026, 7, 15, 12, tzinfo=UTC)
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"  # noqa: S105 - Slack's documentation has it
EVENT = {
    "type": "event_callback",
    "team_id": "T0TEST",
    "event_id": "Ev1",
    "event": {
        "type": "app_mention",
        "channel": "C0ASK",
        "user": "U0DANA",
        "ts": "1.0",
        "text": "<@U0BOT> claims?",
    },
}
BODY = json.dumps(EVENT).encode()
STAMP = str(int(NOW.timestamp()))


def signature(body, stamp=STAMP, secret=SECRET):
    signed = b"v0:" + stamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


@pytest.fixture
def post(app):
    """Send a body through the door; the status and the body of what comes back."""
    door = Starlette(routes=slack_routes(app, SECRET, lambda: NOW))

    def post(body=BODY, *, stamp=STAMP, signed=None, kind="application/json", method="POST"):
        headers = {
            "content-type": kind,
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature(body, stamp) if signed is None else signed,
        }
        return asyncio.run(_exchange(door, method, headers, body))

    return post


async def _exchange(door, method, headers, body):
    chunks = [body[i : i + 65_536] for i in range(0, len(body), 65_536)] or [b""]
    sent = []

    async def receive():
        chunk = chunks.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "https",
        "path": EVENTS_PATH,
        "raw_path": EVENTS_PATH.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(k.encode(), v.encode("latin-1", "replace")) for k, v in headers.items()],
        "server": ("bot.example", 443),
        "client": ("192.0.2.1", 50_000),
    }
    await door(scope, receive, send)
    answer = b"".join(m.get("body", b"") for m in sent if m["type"] == "http.response.body")
    return sent[0]["status"], answer.decode()


def test_a_signed_event_is_in_the_inbox_when_it_is_acknowledged(post, store):
    assert post()[0] == 200
    assert store.inbox.open_count() == 1


def test_an_event_that_slack_sends_again_adds_nothing(post, store):
    assert [post()[0] for _ in range(4)] == [200] * 4
    assert store.inbox.open_count() == 1


def test_slacks_challenge_is_answered(post):
    body = json.dumps({"type": "url_verification", "challenge": "c-1"}).encode()
    status, answer = post(body)
    assert (status, json.loads(answer)) == (200, {"challenge": "c-1"})


@pytest.mark.parametrize(
    "signed",
    [
        "",
        "v0=",
        "v0=" + "0" * 64,
        "v1=" + "0" * 64,
        signature(BODY, secret=SECRET[::-1]),
        signature(BODY).upper(),
        signature(BODY) + " ",
        signature(BODY) + "\u00e9",
        signature(BODY + b" "),
        "v0=" + "a" * 100_000,
    ],
)
def test_a_wrong_signature_is_turned_away(post, store, signed):
    assert post(signed=signed)[0] == 401
    assert store.inbox.open_count() == 0


@pytest.mark.parametrize(
    "stamp",
    ["", "abc", "nan", "1e400", "-1", " " + STAMP, STAMP + " ", STAMP + ".0", "9" * 10_000, "٣"],
)
def test_a_timestamp_that_is_no_plain_number_is_turned_away_though_signed(post, stamp):
    assert post(stamp=stamp)[0] == 401


@pytest.mark.parametrize(("seconds", "status"), [(-301, 401), (-300, 200), (300, 200), (301, 401)])
def test_a_signed_event_counts_for_five_minutes(post, seconds, status):
    stamp = str(int((NOW + timedelta(seconds=seconds)).timestamp()))
    assert post(stamp=stamp)[0] == status


@pytest.mark.parametrize(
    "body", [b'{"type": "event', b"[" * 100_000, b"\xff\xfe", b"[1, 2]", b'"text"', b"3"]
)
def test_an_unsigned_body_is_turned_away_before_it_is_parsed(post, body):
    assert post(body, signed="v0=" + "0" * 64)[0] == 401


@pytest.mark.parametrize(
    "body", [b'{"type": "event', b"[" * 100_000, b"\xff\xfe", b"[1, 2]", b'"text"', b"3"]
)
def test_a_signed_body_that_is_none_of_slacks_is_a_bad_request(post, body):
    assert post(body)[0] == 400


@pytest.mark.parametrize(("size", "status"), [(1_000_000, 401), (1_000_001, 413)])
def test_a_large_body_is_not_even_read_to_its_end(post, size, status):
    assert post(b" " * size, signed="v0=" + "0" * 64)[0] == status


def test_an_unsigned_ssl_check_is_turned_away(post):
    kind = "application/x-www-form-urlencoded"
    assert post(b"ssl_check=1", kind=kind, signed="v0=" + "0" * 64)[0] == 401


def test_only_posts_are_taken(post):
    assert post(method="GET")[0] == 405


def test_a_door_without_a_secret_is_not_opened(app):
    with pytest.raises(ValueError, match="SLACK_SIGNING_SECRET"):
        slack_routes(app, "", lambda: NOW)
