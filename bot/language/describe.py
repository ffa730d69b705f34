"""A query in one plain line: metric, filters, split, resolved dates, comparison."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from bot.language.naming import name_of
from metrics.catalog import Catalog
from metrics.model import Balance, Derived, Grain, Ratio, Snapshot
from metrics.query import Filter, Having, MetricQuery, TimeRange

LABEL_LENGTH: Final = 75
_TO: Final = "\u2013"
_GRAIN_WORDS: Final = {"fiscal_quarter": "fiscal quarter", "fiscal_year": "fiscal year"}
_CHANGE: Final = "__change"
_BOUNDS: Final = {">": "more than", ">=": "at least", "<": "less than", "<=": "at most"}


def describe(query: MetricQuery, catalog: Catalog) -> str:
    """One plain line, with the dates as they were worked out.

    ``Claims reported · Tread · by region · at the end of Oct 31, 2026``, for one.
    """
    return " · ".join(pieces(query, catalog))


def pieces(query: MetricQuery, catalog: Catalog) -> tuple[str, ...]:
    """The parts of that line, the metrics first."""
    return tuple(part for part in _pieces(query, catalog) if part)


def short_label(text: str) -> str:
    """The text, cut to what a button can show."""
    return text if len(text) <= LABEL_LENGTH else text[: LABEL_LENGTH - 1].rstrip() + "…"


def lower_first(label: str) -> str:
    """A label within a sentence; abbreviations stay as they are.

    >>> lower_first("Claim cost"), lower_first("NFF rate")
    ('claim cost', 'NFF rate')
    """
    second = label[1:2]
    return label if second.isupper() else label[:1].lower() + label[1:]


def dates(within: TimeRange) -> str:
    """The days of a range, its last day included, such as "Jun 1 to Oct 31, 2026" with a dash.

    >>> dates(TimeRange(None, date(2026, 11, 1)))
    'up to Oct 31, 2026'
    """
    last = within.end - timedelta(days=1)
    if within.start is None:
        return f"up to {_day(last)}"
    if within.start == last:
        return _day(last)
    if within.start.year == last.year:
        return f"{within.start:%b} {within.start.day} {_TO} {_day(last)}"
    return f"{_day(within.start)} {_TO} {_day(last)}"


def is_state(metric_name: str, catalog: Catalog) -> bool:
    """Whether the metric is a state at one moment (a balance), not something that adds up."""
    spec = catalog.metric(metric_name).type
    match spec:
        case Balance() | Snapshot():
            return True
        case Ratio(numerator, denominator):
            return is_state(numerator, catalog) and is_state(denominator, catalog)
        case Derived(expression):
            return all(is_state(name, catalog) for name in expression.columns)
        case _:
            return False


def grain_words(grain: Grain) -> str:
    """The grain as people say it."""
    return _GRAIN_WORDS.get(grain, grain)


def _pieces(query: MetricQuery, catalog: Catalog) -> Iterator[str]:
    labels = [catalog.metric(name).label for name in query.metrics]
    *firsts, last = [labels[0], *(lower_first(label) for label in labels[1:])]
    yield " and ".join(filter(None, [", ".join(firsts), last]))
    for condition in query.filters:
        yield _filter(condition, catalog)
    split = [catalog.dimension(name).label.lower() for name in query.dimensions]
    split += [grain_words(query.grain)] if query.grain else []
    yield f"by {' and '.join(split)}" if split else ""
    moved = any(order.by.endswith(_CHANGE) for order in query.order_by)
    for bound in query.having:
        yield "" if moved and bound.metric.endswith(_CHANGE) else _having(bound, catalog)
    yield _order(query)
    yield _time(query, catalog)
    yield _comparison(query, catalog)


def _filter(condition: Filter, catalog: Catalog) -> str:
    """The values; those that are no names of their own ("paid") after what they are values of."""
    values = " or ".join(str(v) for v in condition.values)
    if not values[:1].isupper():
        values = f"{catalog.dimension(condition.dimension).label.lower()} {values}"
    return f"not {values}" if condition.op == "not_in" else values


def _having(bound: Having, catalog: Catalog) -> str:
    if bound.metric.endswith(_CHANGE):
        return f"only {'increases' if bound.op == '>' else 'decreases'}"
    label = catalog.metric(bound.metric).label.lower()
    return f"{label} {_BOUNDS.get(bound.op, bound.op)} {bound.values[0]:,}"


def _order(query: MetricQuery) -> str:
    if not query.order_by:
        return ""
    down = query.order_by[0].direction == "desc"
    if query.order_by[0].by.endswith(_CHANGE):
        way = "largest increase" if down else "largest decrease"
        if query.limit is None:
            return f"{way} first"
        return f"the {way}" if query.limit == 1 else f"the {query.limit} {way}s"
    if query.limit is None:
        return "highest first" if down else "lowest first"
    return f"{'highest' if down else 'lowest'} {query.limit}"


def _time(query: MetricQuery, catalog: Catalog) -> str:
    within = query.time_range
    if within is None:
        return ""
    states = [is_state(name, catalog) for name in query.metrics]
    days, name = dates(within), name_of(within, query.naming, catalog.calendar)
    if all(states) and query.grain is None:
        last = _day(within.end - timedelta(days=1))
        return f"at the end of {f'{name} ({last})' if name else last}"
    return f"{name} ({days})" if name else days


def _comparison(query: MetricQuery, catalog: Catalog) -> str:
    match query.compare_to:
        case None:
            return ""
        case TimeRange() as other:
            name = name_of(other, query.naming, catalog.calendar)
            days = dates(other)
            return f"compared with {f'{name} ({days})' if name else days}"
        case "previous_year":
            return "compared with a year before"
        case "aligned_weekday":
            return "compared with the same weekdays a year before"
        case "goal":
            return "compared with the goal"
        case "previous_period":
            return f"compared with the previous {_named(query)}"


def _named(query: MetricQuery) -> str:
    if query.grain is not None:
        return grain_words(query.grain)
    within = query.time_range
    if within is None or within.start is None:
        return "period"
    days = (within.end - within.start).days
    months = (within.end.year - within.start.year) * 12 + within.end.month - within.start.month
    if within.start.day == within.end.day == 1:
        return {1: "month", 3: "quarter", 12: "year"}.get(months, f"{months} months")
    return {1: "day", 7: "week"}.get(days, f"{days} days")


def _day(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"
