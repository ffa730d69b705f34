"""Stops, kills and outages: what was accepted is answered once, now or after the next start."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.slack import SlackAccess, SlackError, create_app
from bot.slack.questions import Question
from bot.store import NewEvent

pytestmark = pytest.mark.loopback


@pytest.fixture
def accepted(workspace, store):
    """A question that an earlier service accepted; Dana's message is in the workspace."""

    def accepted(text="claims?", channel="U0DANA", event_id="Ev1"):
        message = workspace.post_as("U0DANA", channel, text)
        question = Question(text, "U0DANA", message.channel, message.ts, "T0TEST", "dm")
        now = datetime.now(UTC)
        key = f"T0TEST:{message.channel}:{message.ts}"
        store.inbox.accept(NewEvent(event_id, key, question.lane, "dm", question.to_json(), now))
        return message

    return accepted


@pytest.fixture
def bot(workspace, store, service_for):
    """Starts a service that works off the inbox and hears nothing new."""

    def bot(**options):
        service = service_for(workspace, store, **options)
        service.start()
        return service

    return bot


def texts(workspace, message):
    return [m.text for m in workspace.messages(message.channel, message.ts) if m.bot_id]


def post_an_answer(workspace, message, event_id):
    """What a service posted before it was killed."""
    access = SlackAccess(workspace.bot_token, api_url=workspace.api_url)
    create_app(access).client.chat_postMessage(
        channel=message.channel,
        thread_ts=message.ts,
        text="Posted before the kill.",
        metadata={"event_type": "paceline_answer", "event_payload": {"event_id": event_id}},
    )


def test_a_stop_finishes_what_is_being_answered(service, workspace, desk, store):
    message = workspace.post_as("U0DANA", "C0ASK", "<@U0BOT> wait")
    desk.entered.acquire(timeout=5)
    desk.gate.set()
    assert service.stop(5.0)
    assert workspace.wait_for_reply("C0ASK", message.ts, 1)
    assert store.inbox.open_count() == 0


def test_a_stop_takes_no_longer_than_it_may_and_leaves_the_rest_in_the_inbox(
    service, workspace, desk, store, bot
):
    message = workspace.post_as("U0DANA", "C0ASK", "<@U0BOT> wait")
    desk.entered.acquire(timeout=5)
    began = time.monotonic()
    assert not service.stop(0.3)
    assert time.monotonic() - began < 2
    assert store.inbox.open_count() == 1
    desk.gate.set()
    bot()
    assert workspace.wait_for_reply("C0ASK", message.ts, 5)
    time.sleep(0.1)  # the first service's thread has come back by now, and must not post
    assert len(texts(workspace, message)) == 1


def test_a_question_that_a_killed_service_had_accepted_is_answered(workspace, accepted, bot):
    message = accepted()
    bot()
    assert workspace.wait_for_reply(message.channel, message.ts, 5)


def test_a_question_that_a_killed_service_was_answering_is_answered_once(
    workspace, accepted, bot, store, eventually
):
    message = accepted()
    store.inbox.take(datetime.now(UTC))
    bot()
    eventually(lambda: store.inbox.open_count() == 0)
    assert len(texts(workspace, message)) == 1


def test_an_answer_that_was_posted_before_the_kill_is_not_posted_again(
    workspace, accepted, bot, store, eventually, desk
):
    message = accepted()
    store.inbox.take(datetime.now(UTC))
    store.inbox.posting("Ev1", datetime.now(UTC))
    post_an_answer(workspace, message, "Ev1")
    bot()
    eventually(lambda: store.inbox.open_count() == 0)
    assert texts(workspace, message) == ["Posted before the kill."]
    assert store.inbox.find("Ev1").answer_ts
    assert desk.asked == []


def test_an_answer_that_was_about_to_be_posted_at_the_kill_is_posted(
    workspace, accepted, bot, store, eventually
):
    message = accepted()
    store.inbox.take(datetime.now(UTC))
    store.inbox.posting("Ev1", datetime.now(UTC))
    bot()
    eventually(lambda: store.inbox.open_count() == 0)
    assert len(texts(workspace, message)) == 1


def test_in_a_channel_that_it_may_not_read_a_doubtful_answer_is_not_posted_twice(
    workspace, accepted, bot, store, eventually
):
    message = accepted(channel="C0ASK")
    store.inbox.take(datetime.now(UTC))
    store.inbox.posting("Ev1", datetime.now(UTC))
    bot()
    eventually(lambda: store.inbox.open_count() == 0)
    assert texts(workspace, message) == []
    assert store.inbox.find("Ev1").note == "may be posted: missing_scope"


def test_a_question_that_stops_the_service_each_time_is_given_up_with_an_answer(
    workspace, accepted, bot, store, desk
):
    message = accepted()
    for _ in range(3):
        store.inbox.take(datetime.now(UTC))
        store.inbox.restore()
    bot()
    reply = workspace.wait_for_reply(message.channel, message.ts, 5)
    assert "Something went wrong" in reply.text
    assert desk.asked == []
    (entry,) = store.audit.latest()
    assert (entry.question, entry.reason) == ("claims?", "error")
    assert entry.answer_id in reply.text


def test_an_outage_of_slack_uses_up_no_attempts(workspace, accepted, bot, store, eventually):
    workspace.fail_next("chat.postMessage", "ratelimited", status=429, retry_after=60)
    message = accepted()
    bot()
    eventually(lambda: (kept := store.inbox.find("Ev1")).state == "received" and kept.attempts < 1)
    assert texts(workspace, message) == []
    assert store.inbox.take(datetime.now(UTC) + timedelta(seconds=50)) is None
    assert store.inbox.take(datetime.now(UTC) + timedelta(seconds=61)).event_id == "Ev1"


def test_a_refusal_for_good_is_on_record(workspace, accepted, bot, store, eventually):
    workspace.fail_next("chat.postMessage", "is_archived")
    accepted()
    bot()
    eventually(lambda: store.inbox.find("Ev1").state == "failed")
    assert store.inbox.find("Ev1").note == "is_archived"


def test_events_of_more_than_a_day_ago_are_forgotten_at_the_start(store, bot):
    for number, hours in enumerate((24, 26), start=1):
        at = datetime.now(UTC) - timedelta(hours=hours)
        store.inbox.accept(NewEvent(f"Ev{number}", f"key {number}", "lane", "dm", "{}", at))
        store.inbox.done(f"Ev{number}", "1.0")
    bot()
    assert store.inbox.find("Ev1") is not None
    assert store.inbox.find("Ev2") is None


def test_a_row_that_cannot_be_read_does_not_stop_the_others(
    workspace, accepted, bot, store, eventually, caplog
):
    now = datetime.now(UTC)
    store.inbox.accept(NewEvent("Ev0", "key", "lane", "dm", "no JSON", now))
    message = accepted()
    bot(workers=1)
    assert workspace.wait_for_reply(message.channel, message.ts, 5)
    eventually(lambda: store.inbox.find("Ev0").state == "received")
    assert "event Ev0 failed" in caplog.text


def test_a_row_that_can_never_be_read_is_given_up(bot, store, eventually, caplog):
    store.inbox.accept(NewEvent("Ev0", "key", "lane", "dm", "no JSON", datetime.now(UTC)))
    for _ in range(3):
        store.inbox.take(datetime.now(UTC))
        store.inbox.restore()
    bot()
    eventually(lambda: store.inbox.find("Ev0").state == "failed")
    assert "event Ev0 failed" in caplog.text


def test_a_wrong_bot_token_is_a_plain_sentence(workspace):
    with pytest.raises(SlackError, match="SLACK_BOT_TOKEN"):
        create_app(SlackAccess("xoxb-wrong", api_url=workspace.api_url))


def test_a_wrong_app_token_is_a_plain_sentence(bot):
    with pytest.raises(SlackError, match="SLACK_APP_TOKEN"):
        bot().connect("xapp-wrong")


def test_a_web_api_that_is_not_there_is_a_plain_sentence():
    with pytest.raises(SlackError, match="cannot be reached"):
        create_app(SlackAccess("xoxb-1", api_url="http://127.0.0.1:9/api/"))


def test_secrets_do_not_show():
    access = SlackAccess("xoxb-hush", "xapp-hush", "hush")
    assert "hush" not in repr(access)
