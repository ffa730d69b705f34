"""Whole ways: a person posts in the local workspace, the official client carries it to the bot."""

from __future__ import annotations

import pytest

from bot.slack.actions import NEITHER, NOT_YOURS
from bot.slack.posting import METADATA_TYPE
from bot.workspace.interactions import Pressed, press_in_message

pytestmark = pytest.mark.loopback


def press(workspace, user, message, number=0):
    """Press a button of a message, as the workspace's page does."""
    row = next(b for b in message.blocks if b["type"] == "actions")
    pressed = Pressed(row["block_id"], row["elements"][number]["action_id"])
    return workspace._await(
        press_in_message(workspace._workspace, user, message.channel, message.ts, pressed)
    )


@pytest.mark.usefixtures("service")
def test_a_mention_is_answered_in_its_thread(ask, desk):
    message, reply = ask("<@U0BOT> how many claims & orders?")
    assert reply.text.startswith("You asked: how many claims")
    assert reply.thread_ts == message.ts
    (request,) = desk.asked
    assert request.text == "how many claims & orders?"
    assert (request.user_id, request.channel_id, request.thread, request.surface) == (
        "U0DANA",
        "C0ASK",
        message.ts,
        "mention",
    )


def last_words(message):
    return message.blocks[-1]["elements"][-1]["text"]


@pytest.mark.usefixtures("service")
def test_an_answer_ends_with_how_to_ask_on_from_where_it_stands(ask, workspace):
    _, in_channel = ask("<@U0BOT> claims?")
    assert last_words(in_channel) == "To ask on, mention me in this thread."
    asked = workspace.post_as("U0DANA", "U0DANA", "claims?")
    direct = workspace.wait_for_reply(asked.channel, asked.ts, 5)
    assert last_words(direct) == "To ask on, just write."


@pytest.mark.usefixtures("service")
def test_a_follow_up_belongs_to_the_thread_it_is_asked_in(ask, desk, workspace):
    message, _ = ask("<@U0BOT> claims?")
    workspace.post_as("U0DANA", "C0ASK", "<@U0BOT> and by region?", message.ts)
    desk.entered.acquire(timeout=5)
    desk.entered.acquire(timeout=5)
    assert [r.thread for r in desk.asked] == [message.ts, message.ts]


@pytest.mark.usefixtures("service")
def test_a_direct_message_needs_no_mention_and_is_answered_below_it(workspace, desk, eventually):
    message = workspace.post_as("U0DANA", "U0DANA", "how many claims?")
    reply = workspace.wait_for_reply(message.channel, message.ts, 5)
    assert reply.thread_ts == message.ts
    assert [r.surface for r in desk.asked] == ["dm"]
    workspace.post_as("U0DANA", "U0DANA", "and orders?", message.ts)
    eventually(lambda: len(desk.asked) == 2)
    assert desk.asked[1].thread == message.ts


@pytest.mark.usefixtures("service")
def test_what_is_not_addressed_to_the_bot_is_left_alone(workspace, ask, desk):
    workspace.post_as("U0DANA", "C0ASK", "good morning")
    ask("<@U0BOT> claims?")
    assert [r.text for r in desk.asked] == ["claims?"]


@pytest.mark.usefixtures("service")
def test_a_mention_in_a_direct_message_is_answered_once(workspace, ask, desk, store, eventually):
    message = workspace.post_as("U0DANA", "U0DANA", "<@U0BOT> claims?")
    workspace.wait_for_reply(message.channel, message.ts, 5)
    ask("<@U0BOT> orders?")
    eventually(lambda: store.inbox.open_count() == 0)
    assert sorted(r.text for r in desk.asked) == ["claims?", "orders?"]


@pytest.mark.usefixtures("service")
def test_an_answer_carries_its_events_id_and_unfolds_no_links(ask, workspace):
    _, reply = ask("<@U0BOT> claims?")
    (delivery,) = workspace.deliveries()
    assert reply.metadata == {
        "event_type": METADATA_TYPE,
        "event_payload": {"event_id": delivery.event_id},
    }


@pytest.mark.usefixtures("service")
def test_a_redelivered_event_adds_nothing(ask, workspace, answers, desk, eventually):
    ask("<@U0BOT> claims?")
    (delivery,) = workspace.deliveries()
    workspace.redeliver(delivery.event_id)
    eventually(lambda: workspace.deliveries()[0].attempts == 2)
    ask("<@U0BOT> and orders?")
    assert len(answers()) == 2
    assert len(desk.asked) == 2


@pytest.mark.usefixtures("service")
def test_an_event_whose_ack_is_lost_is_answered_once(workspace, answers, desk, eventually):
    with workspace.hold_acks():
        message = workspace.post_as("U0DANA", "C0ASK", "<@U0BOT> claims?")
        eventually(lambda: workspace.deliveries() and workspace.deliveries()[0].attempts >= 2)
    assert workspace.wait_for_reply("C0ASK", message.ts, 5)
    assert len(desk.asked) == 1
    assert len(answers()) == 1


@pytest.mark.usefixtures("service")
def test_a_failure_is_a_plain_sentence_with_an_answer_id(ask, caplog):
    _, reply = ask("<@U0BOT> break")
    assert "Something went wrong" in reply.text
    assert "A-" in reply.text
    assert "secret" not in reply.text
    assert "a secret of the inside" in caplog.text
    caplog.clear()


def test_a_message_that_cannot_be_rendered_is_answered_all_the_same(
    workspace, store, service_for, ask
):
    def broken(_reply, _showing):
        raise ValueError

    service = service_for(workspace, store, render=broken)
    service.start()
    service.connect(workspace.app_token)
    _, reply = ask("<@U0BOT> claims?")
    assert "Something went wrong" in reply.text


@pytest.mark.usefixtures("service")
def test_questions_of_one_thread_are_answered_in_order(workspace, desk, answers, eventually):
    first = workspace.post_as("U0DANA", "C0ASK", "<@U0BOT> wait")
    desk.entered.acquire(timeout=5)
    workspace.post_as("U0DANA", "C0ASK", "<@U0BOT> second", first.ts)
    other = workspace.post_as("U0SAM", "C0OTHER", "<@U0BOT> elsewhere")
    assert workspace.wait_for_reply("C0OTHER", other.ts, 5)
    assert [r.text for r in desk.asked] == ["wait", "elsewhere"]
    desk.gate.set()
    eventually(lambda: len(answers()) == 2)
    assert [m.text.split()[2] for m in answers()] == ["wait", "second"]


@pytest.mark.usefixtures("service")
def test_the_asker_chooses_by_a_button_and_is_answered_in_the_thread(
    ask, workspace, desk, answers, eventually
):
    message, question = ask("<@U0BOT> which orders?")
    assert press(workspace, "U0DANA", question).acked
    eventually(lambda: len(answers()) == 2)
    assert answers()[1].text.startswith("You chose: Orders placed")
    assert answers()[1].thread_ts == message.ts
    assert [q.metrics for q in desk.chosen] == [("orders",)]


@pytest.mark.usefixtures("service")
def test_somebody_else_may_not_press_and_is_told_alone(ask, workspace, desk, answers, eventually):
    _, question = ask("<@U0BOT> which orders?")
    assert press(workspace, "U0SAM", question).acked
    eventually(lambda: len(answers()) == 2)
    assert (answers()[1].text, answers()[1].only_for) == (NOT_YOURS, "U0SAM")
    assert desk.chosen == []


@pytest.mark.usefixtures("service")
def test_neither_is_not_met_with_silence(ask, workspace, answers, eventually):
    _, question = ask("<@U0BOT> which orders?")
    assert press(workspace, "U0DANA", question, number=1).acked
    eventually(lambda: len(answers()) == 2)
    assert (answers()[1].text, answers()[1].only_for) == (NEITHER, "U0DANA")


@pytest.mark.usefixtures("service")
def test_a_dropped_connection_comes_back(workspace, ask):
    workspace.refresh_connections()
    assert workspace.wait_for_app(10)
    _, reply = ask("<@U0BOT> claims?")
    assert reply is not None
