"""A state database that cannot be used: one line in the log, a sentence for the asker."""

from __future__ import annotations

import time

import pytest

pytestmark = pytest.mark.loopback


def test_an_answer_that_cannot_be_recorded_is_not_given_and_the_asker_is_told(
    service, ask, desk, caplog
):
    del service, desk
    _, reply = ask("<@U0BOT> unrecorded claims?")

    assert "Something went wrong on my side" in reply.text
    (line,) = [r for r in caplog.records if "cannot be recorded" in r.getMessage()]
    assert line.getMessage().endswith("The state database cannot be used: disk is full.")
    assert line.exc_info is None


def test_a_broken_inbox_is_logged_once_not_every_second(service, store, caplog):
    del service
    with store.inbox._database.transaction() as connection:
        connection.exec_driver_sql("DROP TABLE inbox")
    time.sleep(3.5)

    lines = [r for r in caplog.records if "the inbox cannot be read" in r.getMessage()]

    assert [r.exc_info for r in lines] == [None]
    assert lines[0].getMessage().endswith("no such table: inbox.")
