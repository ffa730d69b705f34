"""Instants (UTC) and days (company time, America/New_York), a whole column at a time.

A day is ``datetime64[D]``, an instant ``datetime64[s]`` in UTC; NaT stands for "not yet".
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

# The stubs of numpy do not follow arithmetic with dates, so these are names for readers.
Days = NDArray[Any]
Instants = NDArray[Any]
Numbers = NDArray[Any]

DAY_SECONDS = 86_400
MONTH_DAYS = 365.25 / 12
NEVER = np.datetime64("NaT", "D")

_STANDARD = -5 * 3600
_YEARS = range(2020, 2061)


def local_days(instants: Instants) -> Days:
    """The company's dates at these instants.

    >>> local_days(np.array(["2024-01-01T03:00:00"], "M8[s]")).tolist()
    [datetime.date(2023, 12, 31)]
    """
    return (instants + _offsets(instants, _TURNS)).astype("M8[D]")


def instants(days: Days, seconds: Numbers) -> Instants:
    """The UTC instants of local clock times, in seconds since local midnight.

    A clock time that a spring night skips is taken as winter time.

    >>> instants(np.array(["2024-07-01"], "M8[D]"), np.array([3600])).tolist()
    [datetime.datetime(2024, 7, 1, 5, 0)]
    """
    wall = days.astype("M8[s]") + whole_seconds(seconds)
    local_turns = _TURNS + np.timedelta64(_STANDARD, "s")
    return wall - _offsets(wall, local_turns)


def after(moments: Instants, days: Numbers) -> Instants:
    """The instants ``days`` (fractions allowed) later; an infinite number of days means never."""
    finite = np.isfinite(days)
    moved = moments + whole_seconds(np.where(finite, days, 0.0) * DAY_SECONDS)
    later: Instants = np.where(finite, moved, np.datetime64("NaT", "s"))
    return later


def days_after(days: Days, count: Numbers) -> Days:
    """The days that lie ``count`` whole days later."""
    later: Days = days + np.asarray(count).astype("m8[D]")
    return later


def add_months(days: Days, months: Numbers | int) -> Days:
    """The same day of the month ``months`` later, or that month's last day.

    >>> add_months(np.array(["2024-01-31"], "M8[D]"), 1).tolist()
    [datetime.date(2024, 2, 29)]
    """
    month: Days = days.astype("M8[M]")
    moved = month + np.asarray(months).astype("m8[M]")
    last = (moved + 1).astype("M8[D]") - 1
    capped: Days = np.minimum(moved.astype("M8[D]") + (days - month.astype("M8[D]")), last)
    return capped


def mondays(days: Days) -> Days:
    """The Monday on or before each day."""
    first: Days = days - (days.astype("i8") + 3) % 7
    return first


def month_numbers(days: Days) -> Numbers:
    """The calendar month of each day, 1 to 12."""
    return days.astype("M8[M]").astype("i8") % 12 + 1


def months_between(earlier: Instants, later: Instants) -> Numbers:
    """The time between instants in months of 365.25 / 12 days; never negative, NaN for NaT."""
    seconds = (later - earlier) / np.timedelta64(1, "s")
    return np.maximum(seconds / (MONTH_DAYS * DAY_SECONDS), 0.0)


def whole_seconds(seconds: Numbers) -> NDArray[np.timedelta64]:
    """Seconds as time differences, cut to whole ones."""
    return np.asarray(seconds).astype("i8").astype("m8[s]")


def _turns() -> Instants:
    # Second Sunday of March 2:00 and first Sunday of November 2:00, local time.
    found = []
    for year in _YEARS:
        for month, week, hour in (("03", 1, 7), ("11", 0, 6)):
            first = np.datetime64(f"{year}-{month}-01", "D")
            sunday = first + (3 - int(first.astype("i8"))) % 7 + 7 * week
            found.append(sunday.astype("M8[s]") + np.timedelta64(hour, "h"))
    return np.array(found, "M8[s]")


def _offsets(moments: Instants, turns: Instants) -> NDArray[np.timedelta64]:
    summer = np.searchsorted(turns, moments, side="right") % 2
    return (_STANDARD + 3600 * summer).astype("m8[s]")


_TURNS = _turns()
