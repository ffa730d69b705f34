from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.store import NewEvent, Store

NOON = datetime(2026, 7, 15, 12, tzinfo=UTC)


def an_event(event_id="Ev1", *, key="", lane="C1:1.0", at=NOON):
    return NewEvent(event_id, key or event_id, lane, "mention", '{"text": "claims"}', at)


def test_an_event_is_accepted_once(store):
    assert store.inbox.accept(an_event())
    assert not store.inbox.accept(an_event())
    assert store.inbox.open_count() == 1


def test_two_events_about_one_message_are_one_question(store):
    assert store.inbox.accept(an_event("Ev1", key="T1:C1:1.0"))
    assert not store.inbox.accept(an_event("Ev2", key="T1:C1:1.0"))


def test_an_event_comes_back_as_it_was_written(store):
    east = timezone(timedelta(hours=9))
    store.inbox.accept(an_event(at=NOON.astimezone(east)))
    found = store.inbox.find("Ev1")
    assert (found.payload, found.kind, found.received_at) == (
        '{"text": "claims"}',
        "mention",
        NOON,
    )
    assert (found.state, found.attempts, found.posting_at, found.answer_ts) == (
        "received",
        0,
        None,
        "",
    )


def test_an_unknown_event_is_not_found(store):
    assert store.inbox.find("Ev404") is None


def test_events_are_taken_in_the_order_of_their_arrival(store):
    for number in range(3):
        store.inbox.accept(an_event(f"Ev{number}", lane=f"lane {number}"))
    taken = [store.inbox.take(NOON).event_id for _ in range(3)]
    assert taken == ["Ev0", "Ev1", "Ev2"]
    assert store.inbox.take(NOON) is None


@pytest.mark.parametrize("finish", ["done", "fail"])
def test_a_lane_waits_until_its_older_event_is_finished(store, finish):
    store.inbox.accept(an_event("Ev1"))
    store.inbox.accept(an_event("Ev2"))
    store.inbox.accept(an_event("Ev3", lane="another"))
    assert store.inbox.take(NOON).event_id == "Ev1"
    assert store.inbox.take(NOON).event_id == "Ev3"
    store.inbox.posting("Ev1", NOON)
    assert store.inbox.take(NOON) is None
    getattr(store.inbox, finish)("Ev1", "1.1")
    assert store.inbox.take(NOON).event_id == "Ev2"


def test_an_event_put_off_holds_its_lane_until_it_is_due(store):
    store.inbox.accept(an_event("Ev1"))
    store.inbox.accept(an_event("Ev2"))
    store.inbox.take(NOON)
    store.inbox.release("Ev1", NOON + timedelta(seconds=30))
    assert store.inbox.take(NOON + timedelta(seconds=29)) is None
    again = store.inbox.take(NOON + timedelta(seconds=30))
    assert (again.event_id, again.attempts) == ("Ev1", 1)


def test_after_a_kill_what_was_open_is_taken_again_and_what_was_done_is_not(tmp_path):
    url = f"sqlite:///{tmp_path}/state.db"
    before = Store.open(url)
    for number in range(4):
        before.inbox.accept(an_event(f"Ev{number}", lane=f"lane {number}"))
    for _ in range(3):
        before.inbox.take(NOON)
    before.inbox.posting("Ev1", NOON)
    before.inbox.posting("Ev2", NOON)
    before.inbox.done("Ev2", "5.0")
    # Not closed: this is the kill.
    with Store.open(url) as after:
        assert after.inbox.restore() == 2
        taken = [after.inbox.take(NOON) for _ in range(4)]
    before.close()
    assert [t and t.event_id for t in taken] == ["Ev0", "Ev1", "Ev3", None]
    assert [t and t.attempts for t in taken] == [2, 2, 1, None]
    assert [t and t.posting_at for t in taken] == [None, NOON, None, None]


def test_finished_events_are_forgotten_when_they_are_old_and_open_ones_never(store):
    store.inbox.accept(an_event("Ev1"))
    store.inbox.accept(an_event("Ev2", lane="another"))
    store.inbox.accept(an_event("Ev3", lane="a third", at=NOON + timedelta(hours=2)))
    for name in ("Ev1", "Ev3"):
        store.inbox.done(name, "5.0")
    assert store.inbox.forget(NOON + timedelta(hours=1)) == 1
    assert store.inbox.find("Ev1") is None
    assert store.inbox.find("Ev2").state == "received"
    assert store.inbox.find("Ev3").answer_ts == "5.0"


def test_many_threads_take_each_event_once(store):
    for number in range(40):
        store.inbox.accept(an_event(f"Ev{number}", lane=f"lane {number}"))
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: store.inbox.take(NOON).event_id, range(40)))
    assert len(set(taken)) == 40


def test_a_put_off_event_remembers_that_its_post_had_begun(store):
    store.inbox.accept(an_event())
    store.inbox.take(NOON)
    store.inbox.posting("Ev1", NOON)
    store.inbox.put_off("Ev1", NOON + timedelta(seconds=30), tried=True)
    again = store.inbox.take(NOON + timedelta(seconds=30))
    assert (again.attempts, again.posting_at) == (2, NOON)
    store.inbox.put_off("Ev1", NOON, tried=False)
    assert store.inbox.find("Ev1").attempts == 1
