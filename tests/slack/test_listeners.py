"""What Bolt's dispatch makes of payloads, one by one; Slack itself is not called."""

from __future__ import annotations

import json
import time

import pytest

from bot.blocks import pack_query
from bot.slack.questions import Question
from bot.store import Store
from metrics.query import MetricQuery

pytestmark = pytest.mark.loopback

MENTION = {
    "type": "app_mention",
    "channel": "C0ASK",
    "user": "U0DANA",
    "ts": "1.0",
    "text": "<@U0BOT> claims?",
}
DIRECT = {**MENTION, "type": "message", "channel": "D0DANA", "channel_type": "im"}
LONG = {"text": "claims? " * 3_000}  # needs pages of its own
NOBODY_SAID = {
    "an edit": {"subtype": "message_changed", "message": {"text": "x"}},
    "a deletion": {"subtype": "message_deleted"},
    "a bot's message": {"bot_id": "B0OTHER"},
    "a bot's message of old": {"subtype": "bot_message"},
    "somebody's joining": {"subtype": "channel_join"},
    "a hidden one": {"hidden": True},
    "the bot's own": {"user": "U0BOT"},
}


def test_the_question_is_in_the_inbox_before_the_ack(dispatch, store):
    assert dispatch(MENTION).status == 200
    kept = store.inbox.find("Ev1")
    assert Question.from_json(kept.payload) == Question(
        "claims?", "U0DANA", "C0ASK", "1.0", "T0TEST", "mention"
    )


def test_an_event_that_cannot_be_written_is_not_acknowledged(dispatch, store, caplog):
    fill_up(store)
    assert dispatch(MENTION | LONG).status == 503
    assert dispatch(DIRECT | LONG, event_id="Ev2").status == 503
    said = "The state database cannot be used: database or disk is full."
    lines = [f"a question is not taken, Slack will send it again: {said}"] * 2
    assert [r.getMessage() for r in caplog.records if r.name.startswith("bot.")] == lines
    assert not any(r.exc_info for r in caplog.records)


def test_a_button_that_cannot_be_written_is_acknowledged_and_its_presser_told(
    dispatch, store, caplog
):
    fill_up(store)
    payload = press()
    payload["actions"][0]["text"] = {"type": "plain_text", "text": LONG["text"]}
    assert dispatch(payload=payload).status == 200
    assert "a button is not taken: The state database cannot be used" in caplog.text
    wait_for(lambda: "a notice to U0DANA was not posted" in caplog.text)


def fill_up(store):
    """Let the database not grow by a single page, as on a full disk."""
    with store.inbox._database.transaction() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")


def wait_for(check):
    deadline = time.monotonic() + 5
    while not check():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_an_event_that_comes_again_is_acknowledged_and_adds_nothing(dispatch, store):
    assert [dispatch(MENTION).status for _ in range(4)] == [200] * 4
    assert store.inbox.open_count() == 1


def test_an_event_is_known_again_after_a_restart(dispatch, tmp_path):
    dispatch(MENTION)
    with Store.open(f"sqlite:///{tmp_path}/state.db") as again:
        assert again.inbox.find("Ev1") is not None


def test_one_message_that_comes_as_two_events_is_one_question(dispatch, store):
    dispatch(MENTION, event_id="Ev1")
    dispatch({**MENTION, "type": "message", "channel_type": "channel"}, event_id="Ev2")
    dispatch(MENTION, event_id="Ev3")
    assert store.inbox.open_count() == 1


@pytest.mark.parametrize("event", [MENTION, DIRECT], ids=["mention", "direct message"])
@pytest.mark.parametrize("changed", NOBODY_SAID.values(), ids=NOBODY_SAID.keys())
def test_what_nobody_said_is_acknowledged_and_let_pass(dispatch, store, event, changed):
    assert dispatch({**event, **changed}).status == 200
    assert store.inbox.open_count() == 0


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast"])
def test_a_question_with_a_file_or_sent_to_the_channel_too_is_a_question(dispatch, store, subtype):
    dispatch({**DIRECT, "subtype": subtype})
    assert store.inbox.open_count() == 1


def test_an_event_that_nobody_listens_to_is_acknowledged(dispatch, store):
    assert dispatch({"type": "reaction_added", "user": "U0DANA"}).status == 200
    assert store.inbox.open_count() == 0


def test_a_question_in_a_thread_belongs_to_it(dispatch, store):
    dispatch({**MENTION, "ts": "2.0", "thread_ts": "1.0"})
    assert store.inbox.find("Ev1").lane == "C0ASK:1.0"


def test_a_press_is_written_before_the_ack(dispatch, store):
    assert dispatch(payload=press(at="100.5")).status == 200
    kept = store.inbox.find("C0ASK:2.0:ask:1:100.5")
    question = Question.from_json(kept.payload)
    assert (question.query, question.thread, question.surface) == (
        MetricQuery(("orders",)),
        "1.0",
        "button",
    )


def test_the_button_for_all_rows_asks_for_all_rows(dispatch, store):
    dispatch(payload=press(action_id="ask:rows"))
    question = Question.from_json(store.inbox.find("C0ASK:2.0:ask:rows:100.5").payload)
    assert question.all_rows
    assert question.query == MetricQuery(("orders",))


def test_a_double_click_is_one_question_and_a_later_press_another(dispatch, store):
    for at in ("100.1", "100.4", "100.4", "140.0"):
        dispatch(payload=press(at=at))
    assert store.inbox.open_count() == 2


def test_another_persons_press_is_acknowledged_and_writes_nothing(dispatch, store):
    assert dispatch(payload=press(user="U0SAM")).status == 200
    assert store.inbox.open_count() == 0


@pytest.mark.parametrize(
    "value", ["", "[]", "{}", '{"query": 3}', '{"query": {"metrics": 7}}', "not JSON"]
)
def test_a_button_that_cannot_be_read_is_acknowledged_and_writes_nothing(dispatch, store, value):
    assert dispatch(payload=press(value=value)).status == 200
    assert store.inbox.open_count() == 0


def test_a_button_of_somebody_elses_making_is_acknowledged(dispatch):
    assert dispatch(payload=press(action_id="open_link")).status == 200


def test_a_payload_survives_its_way_through_the_inbox(dispatch, store):
    dispatch({**DIRECT, "text": "Zürich 'x'; \u2028 \N{PARTY POPPER} \\ \" {}"})
    assert json.loads(store.inbox.find("Ev1").payload)["text"].startswith("Zürich 'x';")


def press(*, user="U0DANA", action_id="ask:1", value=None, at="100.5"):
    if value is None:
        value = pack_query("A-1", MetricQuery(("orders",)))
    return {
        "type": "block_actions",
        "team": {"id": "T0TEST"},
        "user": {"id": user},
        "channel": {"id": "C0ASK"},
        "container": {"type": "message", "message_ts": "2.0", "channel_id": "C0ASK"},
        "message": {"ts": "2.0", "thread_ts": "1.0"},
        "actions": [
            {
                "type": "button",
                "action_id": action_id,
                "block_id": "asker-U0DANA-1",
                "value": value,
                "action_ts": at,
                "text": {"type": "plain_text", "text": "Orders placed"},
            }
        ],
    }
