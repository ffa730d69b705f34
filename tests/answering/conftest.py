from __future__ import annotations

from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from bot.answering import Answering, Request
from bot.store import Store

NOW = datetime(2026, 11, 1, 9, 0, tzinfo=ZoneInfo("America/New_York"))


@pytest.fixture
def store():
    with Store.open("sqlite://") as opened:
        yield opened


@pytest.fixture
def ids():
    """Answer ids that can be foretold: A-1, A-2 …"""
    numbers = count(1)
    return lambda: f"A-{next(numbers)}"


@pytest.fixture
def answering(layer, store, ids):
    return Answering(layer, store, new_id=ids)


@pytest.fixture
def requested():
    """A request of Ari the analyst, or of whom the test names."""

    def make(text="", user="U0ARI", thread="1.1", **more):
        return Request(text, user, "C0ASKDATA", thread, "mention", more.pop("now", NOW), **more)

    return make
