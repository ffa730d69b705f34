"""Stops and kills: what was accepted is answered once, now or after the next start."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.loopback


def test_a_stop_finishes_what_is_being_answered(service, workspace, desk, store):
    message = workspace.post_as("U0DANA", "C0ASK", "<@U0BOT> wait")
    desk.entered.acquire(timeout=5)
    desk.gate.set()
    assert service.stop(5.0)
    assert workspace.wait_for_reply("C0ASK", message.ts, 1)
    assert store.inbox.open_count() == 0
