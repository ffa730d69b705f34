"""An unchanged Bolt app lives in the workspace over a real WebSocket."""

from __future__ import annotations

import json

import pytest
from slack_sdk import WebClient
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from bot.workspace import WorkspaceError

pytestmark = pytest.mark.loopback


def listening(part, heard):
    """Note every event with its retry number."""

    def note(event, body, request):
        retry = request.headers.get("x-slack-retry-num", ["?"])[0]
        heard.append((event["type"], body["event_id"], retry))

    part.app.event("app_mention")(note)
    part.app.event("message")(note)
    return heard


def test_a_mention_is_answered_in_its_thread(workspace, bolt):
    part = bolt(workspace)

    @part.app.event("app_mention")
    def mention(event, say):
        say(text=f"You asked: {event['text']}", thread_ts=event["ts"])

    part.connect()
    asked = workspace.post_as("U0DANA", "C0ASK", "@paceline how many claims?")
    reply = workspace.wait_for_reply("C0ASK", asked.ts)
    assert asked.text == "<@U0BOT> how many claims?"
    assert reply.text == "You asked: <@U0BOT> how many claims?"
    assert reply.thread_ts == asked.ts
    assert reply.user == "U0BOT"


def test_one_mention_makes_a_message_and_an_app_mention_with_their_own_ids(
    workspace, bolt, eventually
):
    part = bolt(workspace)
    heard = listening(part, [])
    part.connect()
    workspace.post_as("U0DANA", "C0ASK", "@paceline hello")
    eventually(lambda: len(heard) == 2)
    assert sorted(kind for kind, _, _ in heard) == ["app_mention", "message"]
    assert len({event_id for _, event_id, _ in heard}) == 2
    assert {retry for _, _, retry in heard} == {"0"}


def bodies_of(bodies):
    """Make a listener that keeps the whole bodies."""

    def listen(body):
        bodies.append(body)

    return listen


def test_the_event_says_where_it_stands_and_for_whom(workspace, bolt, eventually):
    part = bolt(workspace)
    bodies = []
    part.app.event("app_mention")(bodies_of(bodies))
    part.app.event("message")(lambda: None)
    part.connect()
    root = workspace.post_as("U0SAM", "C0ASK", "Look at this")
    workspace.post_as("U0DANA", "C0ASK", "@paceline and by region?", root.ts)
    eventually(lambda: bodies)
    [body] = bodies
    assert body["team_id"] == "T0TEST"
    assert body["authorizations"][0]["user_id"] == "U0BOT"
    assert body["event"]["thread_ts"] == root.ts
    assert body["event"]["parent_user_id"] == "U0SAM"
    assert body["event"]["user"] == "U0DANA"
    assert isinstance(body["event_time"], int)


def test_a_direct_message_has_its_channel_type_and_needs_no_mention(workspace, bolt):
    part = bolt(workspace)

    @part.app.event("message")
    def message(event, say):
        say(text=f"{event['channel_type']}: {event['text']}", thread_ts=event["ts"])

    part.connect()
    asked = workspace.post_as("U0DANA", "U0DANA", "claims?")
    reply = workspace.wait_for_reply(asked.channel, asked.ts)
    assert reply.text == "im: claims?"
    assert asked.channel.startswith("D")


def test_the_app_does_not_hear_itself(workspace, bolt, client, eventually):
    part = bolt(workspace, ignoring_self_events_enabled=False)
    heard = listening(part, [])
    part.connect()
    client.chat_postMessage(channel="C0ASK", text="I am <@U0BOT>")
    workspace.post_as("U0DANA", "C0ASK", "after it")
    eventually(lambda: heard)
    assert [kind for kind, _, _ in heard] == ["message"]
    assert len(workspace.deliveries()) == 1


def test_an_event_without_its_scope_is_not_sent(serve):
    workspace = serve(scopes=frozenset({"chat:write", "app_mentions:read"}))
    workspace.post_as("U0DANA", "U0DANA", "psst")
    workspace.post_as("U0DANA", "C0ASK", "@paceline hello")
    assert [each.kind for each in workspace.deliveries()] == ["app_mention"]


def test_a_channel_without_the_app_is_not_heard(workspace):
    workspace.post_as("U0DANA", "C0QUIET", "@paceline are you here?")
    assert workspace.deliveries() == ()


def test_an_event_waits_for_the_app_to_connect(workspace, bolt):
    part = bolt(workspace)
    part.app.event("message")(lambda: None)
    part.app.event("app_mention")(lambda event, say: say("Here now", thread_ts=event["ts"]))
    asked = workspace.post_as("U0DANA", "C0ASK", "@paceline hello?")
    part.connect()
    assert workspace.wait_for_reply("C0ASK", asked.ts).text == "Here now"


def test_an_event_whose_ack_is_lost_comes_three_times_more(serve, bolt, eventually):
    workspace = serve(ack_timeout_s=0.05)
    part = bolt(workspace)
    heard = listening(part, [])
    part.connect()
    with workspace.hold_acks():
        workspace.post_as("U0DANA", "U0DANA", "hello")
        eventually(lambda: len(heard) == 4)
    assert [retry for _, _, retry in heard] == ["0", "1", "2", "3"]
    assert len({event_id for _, event_id, _ in heard}) == 1
    [delivery] = eventually(lambda: [d for d in workspace.deliveries() if d.reason])
    assert (delivery.attempts, delivery.acked) == (4, False)


def test_an_acked_event_comes_once(workspace, bolt, eventually):
    part = bolt(workspace)
    heard = listening(part, [])
    part.connect()
    workspace.post_as("U0DANA", "U0DANA", "hello")
    eventually(lambda: [d for d in workspace.deliveries() if d.acked])
    [delivery] = workspace.deliveries()
    assert (delivery.attempts, len(heard)) == (1, 1)


def test_an_event_can_be_delivered_again_by_its_id(workspace, bolt, eventually):
    part = bolt(workspace)
    heard = listening(part, [])
    part.connect()
    workspace.post_as("U0DANA", "U0DANA", "hello")
    eventually(lambda: heard)
    event_id = workspace.deliveries()[0].event_id
    workspace.redeliver(event_id)
    eventually(lambda: len(heard) == 2)
    assert [(each, retry) for _, each, retry in heard] == [(event_id, "0"), (event_id, "1")]


def test_an_unknown_event_cannot_be_delivered_again(workspace):
    with pytest.raises(WorkspaceError, match="Ev404"):
        workspace.redeliver("Ev404")


def test_an_event_unacked_at_a_dead_socket_comes_again_on_the_next(serve, bolt, eventually):
    workspace = serve(ack_timeout_s=20.0)
    part = bolt(workspace)
    heard = listening(part, [])
    part.connect()
    with workspace.hold_acks():
        workspace.post_as("U0DANA", "U0DANA", "hello")
        assert eventually(lambda: len(heard) == 1)
        workspace.drop_connections()
    eventually(lambda: len(heard) == 2)
    assert [retry for _, _, retry in heard] == ["0", "1"]
    assert eventually(lambda: workspace.deliveries()[0].acked)


def test_the_app_comes_back_after_slack_refreshes_its_socket(workspace, bolt, eventually):
    part = bolt(workspace)
    heard = listening(part, [])
    part.connect()
    assert workspace.wait_for_app()
    workspace.refresh_connections()
    assert workspace.wait_for_app()
    workspace.post_as("U0DANA", "U0DANA", "still there?")
    assert eventually(lambda: heard)


def test_a_socket_address_works_once(workspace):
    client = WebClient(base_url=workspace.api_url)
    url = client.apps_connections_open(app_token=workspace.app_token)["url"]
    with connect(url) as socket:
        assert json.loads(socket.recv())["type"] == "hello"
    with pytest.raises(InvalidStatus, match="403"):
        connect(url)


def test_each_event_goes_to_one_socket(workspace, bolt, eventually):
    parts = [bolt(workspace) for _ in range(2)]
    heard = [listening(part, []) for part in parts]
    for part in parts:
        part.connect()
    for number in range(4):
        workspace.post_as("U0DANA", "U0DANA", f"question {number}")
    eventually(lambda: sum(map(len, heard)) == 4)
    assert [len(each) for each in heard] == [2, 2]
