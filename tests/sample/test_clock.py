from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from metrics.sample.clock import add_months, after, instants, local_days, mondays

NEW_YORK = ZoneInfo("America/New_York")


def hours(start: datetime, count: int) -> list[datetime]:
    return [start + timedelta(hours=n) for n in range(count)]


@pytest.mark.parametrize("day", ["2022-03-10", "2025-10-30", "2028-02-27"])
def test_local_days_are_those_of_the_time_zone_database(day):
    moments = hours(datetime.fromisoformat(day), 120)
    expected = [m.replace(tzinfo=UTC).astimezone(NEW_YORK).date() for m in moments]
    assert local_days(np.array(moments, "M8[s]")).tolist() == expected


@pytest.mark.parametrize(
    "day", ["2022-03-12", "2022-03-14", "2025-11-01", "2025-11-03", "2026-07-04"]
)
def test_clock_times_become_the_right_instants(day):
    nine = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=NEW_YORK)
    (instant,) = instants(np.array([day], "M8[D]"), np.array([9 * 3600])).tolist()
    assert instant == nine.astimezone(UTC).replace(tzinfo=None)


@pytest.mark.parametrize(
    "day", ["2022-11-06", "2023-03-12", "2023-11-05", "2024-03-10", "2025-03-09", "2026-11-01"]
)
@pytest.mark.parametrize("clock", ["00:30", "12:00", "23:30"])
def test_a_clock_time_on_a_day_that_the_clocks_change_stays_on_that_day(day, clock):
    moment = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=NEW_YORK).astimezone(UTC)
    instant = np.array([moment.replace(tzinfo=None)], "M8[s]")
    assert local_days(instant).astype(str).tolist() == [day]


def test_what_never_happens_has_no_local_day():
    never = np.array(["NaT"], "M8[s]")
    assert np.isnat(local_days(never)).all()
    assert np.isnat(after(np.array(["2026-01-01"], "M8[s]"), np.array([np.inf]))).all()


def test_months_end_on_their_last_day():
    days = np.array(["2023-08-31", "2024-02-29", "2026-01-15"], "M8[D]")
    assert add_months(days, 6).astype(str).tolist() == ["2024-02-29", "2024-08-29", "2026-07-15"]


def test_weeks_start_on_monday():
    days = np.array(["2026-10-26", "2026-11-01", "2026-11-02"], "M8[D]")
    assert mondays(days).astype(str).tolist() == ["2026-10-26", "2026-10-26", "2026-11-02"]
