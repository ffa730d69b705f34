"""Which days are read for each period, and for each period compared with.

A period that is not over is read up to the last day with data, and what it is compared with is cut
to the same number of days, so that like is compared with like.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from metrics.calendar import Calendar
from metrics.errors import UnsafeQueryError
from metrics.model import Grain
from metrics.planner.parts import Window
from metrics.planner.standing import spell
from metrics.query import CompareTo, MetricQuery, TimeRange

MAX_PERIODS = 1_500
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reading:
    """The windows of a query and what they are compared with."""

    windows: tuple[Window, ...]
    compared: tuple[Window, ...]
    read_range: TimeRange
    compared_range: TimeRange | None
    unfinished: date | None


def read_windows(
    query: MetricQuery, calendar: Calendar, as_of: date, cutoff: date | None = None
) -> Reading:
    """The windows of ``query`` when data reach through ``as_of``.

    Rows from ``cutoff`` on are too young to count; what is compared with is cut alike.

    Raises:
        UnsafeQueryError: the range lies before or beyond all data, or has too many periods.
    """
    asked = query.time_range or TimeRange(None, as_of + DAY)
    within = _readable(asked, calendar, as_of)
    starts = _starts(within, query.grain, calendar)
    windows = tuple(_window(start, within, query.grain, calendar) for start in starts)
    compared = tuple(
        other
        for other in _compared_windows(query, asked, old_enough(windows, cutoff), within, calendar)
        if calendar.definition.history_starts <= other.start < other.end <= as_of + DAY
    )
    return Reading(
        windows=windows,
        compared=compared,
        read_range=within,
        compared_range=_hull(compared),
        unfinished=_unfinished(windows[-1], asked, query, calendar),
    )


def old_enough(windows: tuple[Window, ...], cutoff: date | None) -> tuple[Window, ...]:
    """The windows before ``cutoff``, the first day too young to count; none that start there."""
    if cutoff is None:
        return windows
    cut = (Window(w.period, w.start, min(w.end, cutoff)) for w in windows)
    return tuple(w for w in cut if w.start < w.end)


def _readable(asked: TimeRange, calendar: Calendar, as_of: date) -> TimeRange:
    first = calendar.definition.history_starts
    start = max(asked.start or first, first)
    end = min(asked.end, as_of + DAY)
    if asked.end <= first:
        raise UnsafeQueryError(
            f"The data start on {spell(first)}; there is nothing before.", code="E_BEFORE_DATA"
        )
    if start >= end:
        raise UnsafeQueryError(
            f"The data reach through {spell(as_of)}; there is nothing yet from {spell(start)} on.",
            next_step="Ask for an earlier period, or again once the data have been loaded.",
            code="E_BEYOND_DATA",
        )
    return TimeRange(start, end)


def _starts(within: TimeRange, grain: Grain | None, calendar: Calendar) -> tuple[date, ...]:
    if grain is None:
        return (within.start or within.end,)
    starts = tuple(calendar.spine(within, grain))
    if len(starts) > MAX_PERIODS:
        raise UnsafeQueryError(
            f"That would be {len(starts):,} periods of one {grain} each.",
            next_step=f"Ask for a coarser grain or a shorter range (at most {MAX_PERIODS:,}).",
            code="E_TOO_MANY_PERIODS",
        )
    return starts


def _window(start: date, within: TimeRange, grain: Grain | None, calendar: Calendar) -> Window:
    if grain is None:
        return Window(start, start, within.end)
    end = calendar.shift(start, grain, 1)
    return Window(start, max(start, within.start or start), min(end, within.end))


def _compared_windows(
    query: MetricQuery,
    asked: TimeRange,
    windows: tuple[Window, ...],
    within: TimeRange,
    calendar: Calendar,
) -> Iterator[Window]:
    """The caller keeps those that the data cover whole: half a period is no comparison."""
    if query.compare_to is not None and query.compare_to != "goal":
        for window in windows:
            with suppress(OverflowError, ValueError):  # before the year 1, or after 9999
                yield _compared(query, query.compare_to, asked, window, within, calendar)


def _compared(
    query: MetricQuery,
    compare_to: CompareTo,
    asked: TimeRange,
    window: Window,
    within: TimeRange,
    calendar: Calendar,
) -> Window:
    if isinstance(compare_to, TimeRange):
        if query.grain is not None:
            raise UnsafeQueryError(
                "Two freely chosen ranges can be compared as totals, not period by period.",
                next_step="Leave out the grain, or compare with the previous period or year.",
                code="E_COMPARE_GRAIN",
            )
        whole = TimeRange(asked.start or within.start, asked.end)
        first = compare_to.start or calendar.definition.history_starts
        return _like_for_like(window, whole, first, compare_to.end)
    if query.grain is not None:
        whole = TimeRange(window.period, calendar.shift(window.period, query.grain, 1))
        grain: Grain | None = query.grain
    else:
        whole = _whole(asked, within, query.naming, calendar)
        grain = calendar.grain_of(whole)
    other = calendar.before(whole, grain, compare_to)
    return _like_for_like(window, whole, other.start or window.start, other.end)


def _whole(asked: TimeRange, within: TimeRange, naming: str, calendar: Calendar) -> TimeRange:
    """The whole of an unfinished period or season; of an open-ended range what there is so far."""
    whole = TimeRange(asked.start or within.start, asked.end)
    one = _is_period(whole, naming, calendar)
    return whole if one else TimeRange(whole.start, within.end)


def _is_period(within: TimeRange, naming: str, calendar: Calendar) -> bool:
    return bool(calendar.grain_of(within)) or calendar.year_of(naming, within) is not None


def _like_for_like(window: Window, whole: TimeRange, first: date, end: date) -> Window:
    """The days from ``first`` to ``end``, cut as the window is of its whole."""
    start = first + (window.start - (whole.start or window.start))
    if window.end == whole.end:
        return Window(window.period, start, end)
    return Window(window.period, start, min(start + (window.end - window.start), end))


def _hull(compared: tuple[Window, ...]) -> TimeRange | None:
    if not compared:
        return None
    return TimeRange(min(w.start for w in compared), max(w.end for w in compared))


def _unfinished(
    last: Window, asked: TimeRange, query: MetricQuery, calendar: Calendar
) -> date | None:
    if query.grain is None:
        end = asked.end if _is_period(asked, query.naming, calendar) else last.end
    else:
        end = calendar.shift(last.period, query.grain, 1)
    return last.period if end > last.end else None
