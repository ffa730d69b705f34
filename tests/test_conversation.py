"""What a follow-up refers to: one person's last question in a thread, or in a direct message."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.conversation import (
    conversation_key,
    forget,
    offered_queries,
    previous_query,
    remember_offers,
    remember_query,
)
from bot.store import Store
from metrics.catalog import DEFAULT_DEFINITIONS, load_catalog
from metrics.query import MetricQuery

NOON = datetime(2026, 11, 2, 12, tzinfo=ZoneInfo("America/New_York"))
SOON, LATE = NOON + timedelta(minutes=29), NOON + timedelta(minutes=31)
CLAIMS, ORDERS = MetricQuery(("claims_reported",)), MetricQuery(("orders",))
IN_THREAD = conversation_key("C0ASKDATA", "1.1", "U0ARI")
DIRECT = conversation_key("D0ARI", "1.1", "U0ARI")
NEXT_MESSAGE = conversation_key("D0ARI", "2.2", "U0ARI")


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(DEFAULT_DEFINITIONS)


@pytest.fixture
def store():
    with Store.open("sqlite://") as opened:
        yield opened


def test_the_next_message_of_a_direct_message_goes_on_from_the_last(store, catalog):
    remember_query(store, DIRECT, CLAIMS, NOON)
    assert previous_query(store, NEXT_MESSAGE, catalog, SOON) == CLAIMS


def test_after_half_an_hour_it_stands_on_its_own(store, catalog):
    remember_query(store, DIRECT, CLAIMS, NOON)
    assert previous_query(store, NEXT_MESSAGE, catalog, LATE) is None
    assert previous_query(store, DIRECT, catalog, LATE) == CLAIMS


def test_a_thread_of_a_direct_message_goes_on_from_its_own_question(store, catalog):
    remember_query(store, DIRECT, CLAIMS, NOON)
    remember_query(store, NEXT_MESSAGE, ORDERS, NOON)
    assert previous_query(store, DIRECT, catalog, SOON) == CLAIMS


def test_another_thread_of_a_channel_goes_on_from_nothing(store, catalog):
    remember_query(store, IN_THREAD, CLAIMS, NOON)
    other = conversation_key("C0ASKDATA", "2.2", "U0ARI")
    assert previous_query(store, other, catalog, SOON) is None


def test_another_person_goes_on_from_nothing(store, catalog):
    remember_query(store, DIRECT, CLAIMS, NOON)
    somebody = conversation_key("D0ARI", "1.1", "U0DANA")
    assert previous_query(store, somebody, catalog, SOON) is None


@pytest.mark.parametrize("key", [IN_THREAD, DIRECT])
def test_what_was_offered_stays_open_until_the_next_reply(store, catalog, key):
    remember_offers(store, key, (CLAIMS, ORDERS), NOON)
    assert offered_queries(store, key, catalog, SOON) == (CLAIMS, ORDERS)
    remember_offers(store, key, (), SOON)
    assert offered_queries(store, key, catalog, SOON) == ()


def test_an_offer_of_a_metric_that_is_gone_is_not_open(store, catalog):
    remember_offers(store, IN_THREAD, (MetricQuery(("gone",)), ORDERS), NOON)
    assert offered_queries(store, IN_THREAD, catalog, SOON) == (ORDERS,)


def test_who_starts_over_is_followed_by_nothing(store, catalog):
    remember_query(store, DIRECT, CLAIMS, NOON)
    remember_offers(store, DIRECT, (ORDERS,), NOON)
    forget(store, DIRECT, NOON)
    for key in (DIRECT, NEXT_MESSAGE):
        assert previous_query(store, key, catalog, SOON) is None
        assert offered_queries(store, key, catalog, SOON) == ()
