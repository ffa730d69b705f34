"""The numbers of weeks, fiscal quarters, named days and days of 23 or 25 hours, counted anew.

Each is counted from the rows of the warehouse with the standard library alone: day by day, and for
instants with the time zone database.
"""

from __future__ import annotations

import calendar as wall
import shutil
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from metrics.catalog import DEFAULT_DEFINITIONS, CatalogSource
from metrics.layer import SemanticLayer
from metrics.warehouse import open_warehouse
from tests.soundness.asking import AS_OF, ask, cells, query, span

NEW_YORK = ZoneInfo("America/New_York")
ORDERED = """SELECT ordered_on FROM "order" WHERE status <> 'cancelled'"""


@pytest.fixture(scope="session")
def other_layer(sample_warehouse_path, tmp_path_factory):
    """The sample company with weeks from Sunday and a fiscal year from February."""
    folder = tmp_path_factory.mktemp("other") / "definitions"
    shutil.copytree(DEFAULT_DEFINITIONS, folder)
    text = (folder / "company.yml").read_text(encoding="utf-8")
    text = text.replace("week_start: monday", "week_start: sunday", 1)
    text = text.replace("fiscal_start_month: 7", "fiscal_start_month: 2", 1)
    (folder / "company.yml").write_text(text, encoding="utf-8")
    with open_warehouse(
        f"duckdb:///{sample_warehouse_path}", workers=1, time_zone="America/New_York"
    ) as warehouse:
        yield SemanticLayer(CatalogSource(folder), warehouse)


@pytest.fixture(scope="session")
def ordered(by_hand, layer):
    """How many orders each day has, and that the metric counts the same rows in all."""
    found = Counter(day for (day,) in by_hand(ORDERED))
    days = span("2022-07-01", "2026-11-01")
    assert cells(ask(layer, query("orders", days)))[()] == sum(found.values())
    return found


def counted(ordered, first, last):
    """Orders from the first to the last day, both included."""
    days = ((first + timedelta(days=n)) for n in range((last - first).days + 1))
    return sum(ordered[day] for day in days)


def test_weeks_from_sunday_are_the_rows_of_a_printed_calendar(other_layer, ordered):
    weeks = cells(
        ask(other_layer, query("orders", span("2024-12-01", "2025-03-02"), grain="week"))
    )
    printed = wall.Calendar(firstweekday=wall.SUNDAY)
    rows = {
        row[0]: row
        for year, month in ((2024, 12), (2025, 1), (2025, 2))
        for row in printed.monthdatescalendar(year, month)
        if date(2024, 12, 1) <= row[0] < date(2025, 3, 2)
    }
    assert weeks == {(first,): counted(ordered, row[0], row[-1]) for first, row in rows.items()}
    assert sum(weeks.values()) > 0


def test_a_year_of_53_weeks_is_counted_week_by_week(layer, ordered):
    days = span("2025-12-29", "2026-11-02")
    weeks = cells(ask(layer, query("orders", days, grain="week")))
    by_standard: Counter[date] = Counter()
    for day, orders in ordered.items():
        if date(2025, 12, 29) <= day <= AS_OF:
            by_standard[date.fromisocalendar(*day.isocalendar()[:2], 1)] += orders
    assert {first: n for (first,), n in weeks.items() if n} == dict(by_standard)


def test_fiscal_quarters_from_february_are_three_months_each(other_layer, ordered):
    days = span("2024-02-01", "2026-02-01")
    quarters = cells(ask(other_layer, query("orders", days, grain="fiscal_quarter")))
    starts = [date(y, m, 1) for y in (2024, 2025) for m in (2, 5, 8, 11)]
    ends = [*starts[1:], date(2026, 2, 1)]
    assert quarters == {
        (start,): counted(ordered, start, end - timedelta(days=1))
        for start, end in zip(starts, ends, strict=True)
    }


def test_black_friday_is_compared_with_the_one_before_and_not_with_thanksgiving(layer, ordered):
    calendar = layer.catalog.calendar
    black_friday = calendar.occurrence("black_friday", 2025)
    asked = query(
        "orders",
        (black_friday.start, black_friday.end),
        compare_to=calendar.year_before(black_friday, "black_friday"),
        naming="black_friday",
    )
    now, before, *_ = ask(layer, asked).rows[0]
    assert (now, before) == (ordered[date(2025, 11, 28)], ordered[date(2024, 11, 29)])


@pytest.mark.parametrize("turn", ["2023-11-05", "2024-03-10", "2025-03-09", "2025-11-02"])
def test_events_of_a_day_that_the_clocks_change_are_those_between_two_local_midnights(
    layer, by_hand, turn
):
    day = date.fromisoformat(turn)
    first, last = day - timedelta(days=1), day + timedelta(days=1)
    instants = by_hand(
        "SELECT occurred_at FROM event WHERE kind = 'error' "
        f"AND occurred_at BETWEEN '{first - timedelta(days=1)}' AND '{last + timedelta(days=2)}'"
    )
    local = Counter(at.replace(tzinfo=UTC).astimezone(NEW_YORK).date() for (at,) in instants)
    days = cells(ask(layer, query("error_events", (first, last + timedelta(days=1)), grain="day")))
    assert days == {(d,): local[d] for d in (first, day, last)}
    utc = Counter(at.date() for (at,) in instants)
    assert {d: utc[d] for d in (first, day, last)} != {d: local[d] for d in (first, day, last)}


def test_a_leap_day_has_its_own_number_and_last_year_loses_none(layer, ordered):
    days = span("2024-02-01", "2024-03-01")
    result = ask(layer, query("orders", days, compare_to="previous_year"))
    now, before, *_ = result.rows[0]
    assert now == counted(ordered, date(2024, 2, 1), date(2024, 2, 29))
    assert before == counted(ordered, date(2023, 2, 1), date(2023, 2, 28))
    each = cells(ask(layer, query("orders", days, grain="day")))
    assert len(each) == 29
    assert each[date(2024, 2, 29),] == ordered[date(2024, 2, 29)]


def test_the_day_turns_at_local_midnight_for_what_is_asked(layer):
    evening = datetime(2026, 11, 1, 23, 30, tzinfo=NEW_YORK)
    assert layer.today(evening.astimezone(UTC)) == date(2026, 11, 1)
    assert layer.today((evening + timedelta(minutes=30)).astimezone(UTC)) == date(2026, 11, 2)
