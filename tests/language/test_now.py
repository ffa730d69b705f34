"""``Now`` says when: the latest data, and no period is missing then."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("text", ["open claims now", "open claims right now by region"])
def test_a_state_now_is_asked_for_in_full(ask, text):
    outcome = ask(text)

    assert "no period was named" not in outcome.read_as
    assert outcome.notes == ("Now is Oct 31, 2026: the latest data.",)
    assert outcome.confidence == 1.0


def test_a_state_without_a_day_still_says_what_was_assumed(ask):
    outcome = ask("open claims")

    assert outcome.read_as.endswith("(no period was named)")
    assert outcome.confidence == 0.8
