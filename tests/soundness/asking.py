"""How soundness tests ask, and when two numbers are the same."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from metrics.governance import OPERATOR
from metrics.layer import SemanticLayer
from metrics.query import MetricQuery, TimeRange
from metrics.result import Result
from tests.soundness.oracle import Key, Number

AS_OF = date(2026, 10, 31)
NOW = datetime(2026, 11, 1, 9, 0, tzinfo=ZoneInfo("America/New_York"))
MONTHS = {"month": 1, "quarter": 3, "fiscal_quarter": 3, "year": 12, "fiscal_year": 12}
Span = tuple[date, date]  # half-open


def span(start: str, end: str) -> Span:
    """Half-open days."""
    return date.fromisoformat(start), date.fromisoformat(end)


def ask(layer: SemanticLayer, query: MetricQuery, now: datetime = NOW) -> Result:
    """An answer as the operator sees it; a refusal fails the test."""
    answer = layer.ask(query, OPERATOR, now=now)
    assert isinstance(answer, Result), answer
    return answer


def query(metric: str, days: Span, **more) -> MetricQuery:
    """One metric in a range of days."""
    return MetricQuery(metrics=(metric,), time_range=TimeRange(*days), **more)


def cells(result: Result, column: str = "") -> dict[Key, Number]:
    """A column by the dimensions and periods of its rows; the only metric unless one is named."""
    keys = [i for i, c in enumerate(result.columns) if c.kind in ("dimension", "time")]
    index = result.index(column or result.query.metrics[0])
    found = {tuple(row[i] for i in keys): row[index] for row in result.rows}
    assert len(found) == len(result.rows), "a row came twice"
    return found


def periods(days: Span, grain: str, as_of: date = AS_OF) -> Iterator[tuple[date, Span]]:
    """First day of each period that the range touches up to ``as_of``, and its days in the range.

    Counted day by day, so that it owes nothing to the calendar under test.
    """
    end = min(days[1], as_of + timedelta(days=1))
    firsts: dict[date, list[date]] = {}
    day = days[0]
    while day < end:
        firsts.setdefault(_first_day(day, grain), []).append(day)
        day += timedelta(days=1)
    for first, inside in firsts.items():
        yield first, (inside[0], inside[-1] + timedelta(days=1))


def assert_same(actual: object, expected: Number, what: object = "") -> None:
    """Exact for counts and sums, 1e-9 relative for ratios; nothing is only like nothing."""
    if isinstance(expected, float) and actual is not None:
        assert math.isclose(float(actual), expected, rel_tol=1e-9), (what, actual, expected)
    else:
        assert not isinstance(actual, float), (what, actual, expected)
        assert actual == expected, (what, actual, expected)


def assert_shown(
    layer: SemanticLayer, metric: str, actual: object, expected: Number, what: object = ""
) -> None:
    """The same number, unless it counts too few people to be shown: then no number at all."""
    minimum = layer.catalog.metric(metric).min_group_size
    if expected is not None and 0 < expected < minimum:
        assert actual is None, (what, actual, expected)
    elif not (expected == 0 and minimum and actual is None):
        assert_same(actual, expected, what)


def assert_all_shown(
    layer: SemanticLayer, metric: str, actual: dict[Key, object], expected: dict[Key, Number]
) -> None:
    """The same keys with the same numbers.

    Where a single number counts too few people, one more may be hidden, so that the first cannot
    be worked out from the total.
    """
    assert set(actual) == set(expected), _differing(set(actual), set(expected))
    minimum = layer.catalog.metric(metric).min_group_size
    few = [k for k, value in expected.items() if value is not None and 0 < value < minimum]
    may_hide = 1 if len(few) == 1 else 0
    for key, value in expected.items():
        if may_hide and actual[key] is None and value and key not in few:
            may_hide = 0
        else:
            assert_shown(layer, metric, actual[key], value, key)


def _first_day(day: date, grain: str) -> date:
    if grain == "day":
        return day
    if grain == "week":
        return day - timedelta(days=day.weekday())
    months = MONTHS[grain]
    start_month = 7 if grain.startswith("fiscal") else 1
    back = (day.month - start_month) % 12 % months
    month = day.month - back
    return date(day.year - (month < 1), (month - 1) % 12 + 1, 1)


def _differing(actual: set[Key], expected: set[Key]) -> str:
    return f"too many: {actual - expected}, missing: {expected - actual}"
