"""Every local date beside an instant is the company's date then, also when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest

NEW_YORK = ZoneInfo("America/New_York")
TURNS = [
    *(date(2022, 11, 6), date(2023, 3, 12), date(2023, 11, 5), date(2024, 3, 10)),
    *(date(2024, 11, 3), date(2025, 3, 9), date(2025, 11, 2), date(2026, 3, 8)),
]
DATED = [
    *(("member", "joined"), ('"order"', "ordered"), ("delivery", "delivered")),
    *(("event", "occurred"), ("ew_contract", "bought"), ("visit", "visited")),
    *(("ticket", "opened"), ("ticket", "closed"), ("claim", "failure"), ("claim", "reported")),
    *(("claim", "recorded"), ("claim", "paid")),
]


def near_the_turns(sample, table, event):
    """(instant, local date) of the rows from two days before to two days after each turn."""
    around = " OR ".join(
        f"{event}_at BETWEEN '{turn - timedelta(days=2)}' AND '{turn + timedelta(days=2)}'"
        for turn in TURNS
    )
    return sample.rows(f"SELECT {event}_at, {event}_on FROM {table} WHERE {around}")


@pytest.mark.parametrize(("table", "event"), DATED, ids=[f"{t}.{e}" for t, e in DATED])
def test_a_local_date_is_the_companys_date_at_its_instant(sample, table, event):
    rows = near_the_turns(sample, table, event)
    assert rows
    wrong = [
        (instant, local)
        for instant, local in rows
        if instant.replace(tzinfo=UTC).astimezone(NEW_YORK).date() != local
    ]
    assert wrong == []


def test_there_are_evenings_that_are_another_day_in_utc(sample):
    """Without these the test above could not fail."""
    rows = near_the_turns(sample, "event", "occurred")
    late = [(instant, local) for instant, local in rows if instant.date() != local]
    assert len(late) > 100
    zone = {i.replace(tzinfo=UTC).astimezone(NEW_YORK).utcoffset() for i, _ in late}
    assert zone == {timedelta(hours=-4), timedelta(hours=-5)}
