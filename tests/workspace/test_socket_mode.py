"""An unchanged Bolt app lives in the workspace over a real WebSocket."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.loopback


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
