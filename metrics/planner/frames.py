"""Over which days a period's value is taken: the period, a trailing time, or since some day.

A rolling or cumulative value is the metric itself over more days, never a sum of its values: so it
is right for averages, ratios and distinct counts too, and no filter can cut what it looks back on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from metrics.calendar import Calendar, add_months
from metrics.errors import UnsafeQueryError
from metrics.model import Balance, Cumulative, Duration, Metric, Snapshot, TimeUnit
from metrics.planner.parts import Frame, Length, Window
from metrics.query import MetricQuery, Transform

_DAY = timedelta(days=1)
_PERIOD = Frame()
_UNITS: dict[str, TimeUnit] = {
    "day": "day",
    "week": "week",
    "month": "month",
    "quarter": "quarter",
    "fiscal_quarter": "quarter",
    "year": "year",
    "fiscal_year": "year",
}
FRAMES = ("rolling", "to_date", "cumulative")


def asked_frame(query: MetricQuery) -> Frame:
    """The frame that the query's transforms ask for.

    Raises:
        UnsafeQueryError: a transform that has no meaning as it stands.
    """
    framing = [t for t in query.transforms if t.kind in FRAMES]
    if len(framing) > 1:
        raise UnsafeQueryError(
            "A number can be rolling, to date or cumulative, not several of them.",
            code="E_WINDOWED_METRIC_COMPOSITION",
        )
    return _frame(framing[0]) if framing else _PERIOD


def metric_frame(
    metric: Metric, asked: Frame, parameters: Mapping[str, int], history_starts: date
) -> Frame:
    """The frame of a cumulative metric's part.

    Raises:
        UnsafeQueryError: the query asks for another frame on top of it.
    """
    spec = metric.type
    if not isinstance(spec, Cumulative):
        return asked
    if asked != _PERIOD:
        raise UnsafeQueryError(
            f"{metric.label} is cumulative already; a rolling or cumulative value of it has no "
            "plain meaning.",
            next_step="Ask for it as it is.",
            code="E_WINDOWED_METRIC_COMPOSITION",
        )
    if spec.window is not None:
        return Frame("rolling", length=length_of(spec.window, parameters))
    if spec.to_date is not None:
        return Frame("to_date", grain=spec.to_date)
    return Frame("cumulative", start=history_starts)


def check_frame(leaf: Metric, frame: Frame) -> None:
    """Refuse a frame over what is a state at one moment.

    Raises:
        UnsafeQueryError: states of different days do not add up (``E_SEMI_ADDITIVE``).
    """
    if frame.kind != "period" and isinstance(leaf.type, Balance | Snapshot):
        raise UnsafeQueryError(
            f"{leaf.label} is a state at the end of a period: it has no rolling or cumulative "
            "value.",
            next_step="Ask for it period by period.",
            code="E_SEMI_ADDITIVE",
        )


def check_reach(windows: Iterable[tuple[Window, ...]], history_starts: date) -> None:
    """Refuse where no branch has a period with a value, since all look back to before the data.

    Raises:
        UnsafeQueryError: with the day on which the data start (``E_BEFORE_DATA``).
    """
    if not any(windows):
        raise UnsafeQueryError(
            f"The data start on {history_starts:%B} {history_starts.day}, {history_starts.year}: "
            "they do not reach back far enough for that.",
            next_step="Ask for a later period, or look back on fewer.",
            code="E_BEFORE_DATA",
        )


def framed(
    windows: tuple[Window, ...], frame: Frame, calendar: Calendar, begins: date | None
) -> tuple[Window, ...]:
    """The windows widened; those that would begin before the data do are left out.

    ``begins`` is the first day of their range, since which it may be cumulative; None: the data do
    not cover that day.
    """
    if frame.kind == "period":
        return windows
    first = calendar.definition.history_starts
    if frame.kind == "cumulative" and frame.start is None:
        if begins is None:
            return ()
        frame = Frame("cumulative", start=begins)
    wide = (Window(w.period, _start(w, frame, calendar), w.end) for w in windows)
    return tuple(w for w in wide if first <= w.start < w.end)


def length_of(duration: Duration, parameters: Mapping[str, int]) -> Length:
    """The duration with its parameter filled in."""
    count = duration.count
    return Length(parameters[count] if isinstance(count, str) else count, duration.unit)


def before(day: date, length: Length) -> date:
    """The day that lies ``length`` before ``day``; the first of all where there is none."""
    try:
        if length.months:
            return add_months(day, -length.months)
        return day - timedelta(days=length.days)
    except (OverflowError, ValueError):
        return date.min


def _frame(transform: Transform) -> Frame:
    if transform.kind == "cumulative":
        return Frame("cumulative")
    if transform.grain is None:
        raise UnsafeQueryError(
            f"{transform.kind} needs a grain, such as month.", code="E_TRANSFORM"
        )
    if transform.kind == "to_date":
        return Frame("to_date", grain=transform.grain)
    if transform.count is None or transform.count < 1:
        raise UnsafeQueryError("Rolling needs a number of periods.", code="E_TRANSFORM")
    return Frame("rolling", length=Length(transform.count, _UNITS[transform.grain]))


def _start(window: Window, frame: Frame, calendar: Calendar) -> date:
    if frame.kind == "rolling" and frame.length is not None:
        return before(window.end, frame.length)
    if frame.kind == "to_date" and frame.grain is not None:
        return calendar.start_of(window.end - _DAY, frame.grain)
    return frame.start or window.start
