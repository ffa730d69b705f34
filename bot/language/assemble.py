"""The parts of one reading → one query, or a doubt that only the asker can settle.

Where no period is said: the last complete month for what adds up over time, the latest day with
data for states (balances, snapshots); a split by time runs over the last complete periods of it.
The reading says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from bot.language import periods
from bot.language.compare import Doubt, Target, target_of
from bot.language.describe import dates, grain_words, is_state, lower_first
from bot.language.draft import Draft
from bot.language.items import Context
from bot.language.naming import FISCAL
from bot.language.parts import Asked, Period, Where
from metrics.catalog import Catalog
from metrics.model import Grain
from metrics.query import Filter, Having, MetricQuery, OrderBy, SortDirection, TimeRange

_DEFAULT_PERIODS: Final[Mapping[Grain, int]] = {
    "day": 30,
    "week": 12,
    "month": 12,
    "quarter": 8,
    "fiscal_quarter": 8,
    "year": 3,
    "fiscal_year": 3,
}


FEW: Final = 4


@dataclass(frozen=True, slots=True)
class Built:
    """A query, what to say about how it came about, and whether anything was assumed."""

    query: MetricQuery
    notes: tuple[str, ...] = ()
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Future:
    """The period has not begun."""

    period: TimeRange


@dataclass(frozen=True, slots=True)
class Desk:
    """What building a query needs to know besides the question."""

    catalog: Catalog
    reach: Mapping[str, frozenset[str]]
    context: Context
    data_through: date | None


Outcome = Built | Doubt | Future


def build(draft: Draft, desk: Desk) -> Outcome:
    """One query of a draft that has no open choices but those of meaning."""
    doubt = _too_many(draft, desk)
    if doubt is not None:
        return doubt
    timed = _time(draft, desk)
    if isinstance(timed, Future):
        return timed
    if isinstance(timed, Doubt):
        filled = (_filled(query, draft, desk) for query in timed.queries)
        return Doubt(timed.question, tuple(q for q in filled if isinstance(q, MetricQuery)))
    shaped = _filled(timed.query, draft, desk)
    return shaped if isinstance(shaped, Doubt) else replace(timed, query=shaped)


def _filled(query: MetricQuery, draft: Draft, desk: Desk) -> MetricQuery | Doubt:
    """A query of metrics and time, with its split, conditions and order."""
    filters = tuple(filter_of(where) for where in draft.wheres)
    shaped = shape(replace(query, dimensions=draft.dimensions, filters=filters), draft, desk)
    if isinstance(shaped, Doubt):
        return shaped
    return unreachable(shaped, desk) or shaped


def which_metric(draft: Draft, desk: Desk) -> Doubt:
    """No metric was named: the few that fit the rest are offered, else some are named."""
    fitting = [m for m in desk.catalog.askable if _fits(m.name, draft, desk)]
    if len(fitting) <= FEW:
        named = (replace(draft, asked=(Asked((m.name,), "", exact=True),)) for m in fitting)
        return _either("Which metric do you mean?", named, desk)
    firsts = {m.subject: lower_first(m.label) for m in reversed(fitting)}
    some = list(reversed(firsts.values()))[:FEW]
    return Doubt(f"Which metric do you mean? There are {', '.join(some)}, for example.")


def _fits(metric: str, draft: Draft, desk: Desk) -> bool:
    reach = desk.reach[metric]
    values = all(any(c[0] in reach for c in where.choices) for where in draft.wheres)
    return values and set(draft.dimensions) <= reach


def filter_of(where: Where) -> Filter:
    """The filter that a reading's condition comes to."""
    dimension, values = where.choices[0]
    return Filter(dimension, where.op, values)


def is_state_only(metrics: tuple[str, ...], catalog: Catalog) -> bool:
    """Whether all metrics are states at one moment."""
    return all(is_state(name, catalog) for name in metrics)


def _too_many(draft: Draft, desk: Desk) -> Doubt | None:
    """Two things said where one can hold."""
    dimensions = [where.choices[0][0] for where in draft.wheres]
    if len(set(dimensions)) < len(dimensions):
        return Doubt("I read two conditions on the same thing. Which one do you mean?")
    if len(draft.asked) > 1 and len(draft.metrics) > 1:
        plain = replace(draft, sorted_by=draft.sorted_by and bool(draft.ranked))
        beside = Asked(draft.metrics, "", exact=False)
        each = (*((asked,) for asked in draft.asked), (beside,))
        question = "I read more than one metric. Which one do you mean, or all side by side?"
        return _either(question, (replace(plain, asked=asked) for asked in each), desk)
    if len(draft.during) > 1:
        singles = (replace(draft, during=(one,)) for one in draft.during)
        return _either("I read more than one period. Which one do you mean?", singles, desk)
    return next((Doubt(question) for several, question in _doubles(draft) if several), None)


def _doubles(draft: Draft) -> Iterable[tuple[bool, str]]:
    ask = "Which one do you mean?"
    yield len(draft.grains) > 1, f"I can split by one length of time at once. {ask}"
    yield len(draft.against) > 1, f"I read more than one comparison. {ask}"
    several = len(draft.ranked) > 1 or len(draft.thresholds) > 1
    yield several, f"I read more than one order or limit. {ask}"


def _either(question: str, drafts: Iterable[Draft], desk: Desk) -> Doubt:
    found = (build(one, desk) for one in drafts)
    return Doubt(question, tuple(b.query for b in found if isinstance(b, Built)))


def _time(draft: Draft, desk: Desk) -> Outcome:
    """The query's metrics, period, grain and comparison."""
    grain = draft.grains[0] if draft.grains else None
    said = draft.during[0] if draft.during else None
    if said is not None:
        start = said.period.range.start
        if start is not None and start > desk.context.today:
            return Future(said.period.range)
        problem = _state_problem(draft, said.period, at_end=said.at_end, desk=desk)
        if problem is not None:
            return problem
    elif draft.now and not is_state_only(draft.metrics, desk.catalog):
        query = MetricQuery(draft.metrics, time_range=_last_month(desk).range)
        return Doubt("That is counted over a period, not at one moment. Which period?", (query,))
    target = target_of(draft, said.period if said else None, grain, desk.context)
    if isinstance(target, Doubt):
        return target
    return _with_default(draft, target, grain, desk)


def _with_default(draft: Draft, target: Target, grain: Grain | None, desk: Desk) -> Outcome:
    period = target.period
    notes: tuple[str, ...] = ()
    assumed = period is None
    if period is None:
        period, note = _default(draft, target, grain, desk)
        notes = (note,)
    query = MetricQuery(
        draft.metrics,
        time_range=period.range,
        grain=grain,
        compare_to=target.compare_to,
        naming=period.said_as or (FISCAL if grain and grain.startswith(FISCAL) else ""),
    )
    return Built(query, notes, assumed=assumed)


def _state_problem(draft: Draft, period: Period, *, at_end: bool, desk: Desk) -> Doubt | None:
    state = is_state_only(draft.metrics, desk.catalog)
    within = period.range
    if at_end and not state:
        query = MetricQuery(draft.metrics, time_range=within)
        return Doubt(
            "That is counted over a period, not at one moment. Do you mean this?", (query,)
        )
    if not state or at_end or period.grain is not None or draft.grains:
        return None
    last = TimeRange(within.end - timedelta(days=1), within.end)
    queries = [MetricQuery(draft.metrics, time_range=last)]
    if within.start is not None:
        queries.append(MetricQuery(draft.metrics, time_range=within, grain="month"))
    question = "That is a state at one moment. Do you mean at the end, or month by month?"
    return Doubt(question, tuple(queries))


def _default(draft: Draft, target: Target, grain: Grain | None, desk: Desk) -> tuple[Period, str]:
    if grain is not None:
        count = _DEFAULT_PERIODS[grain]
        found = periods.last_periods(desk.context, grain, count)
        period = found or _last_month(desk)
        named = (
            f"the last {count} {'days' if grain == 'day' else f'complete {grain_words(grain)}s'}"
        )
    elif is_state_only(draft.metrics, desk.catalog) and target.compare_to is None:
        period = _latest_day(desk)
        named = "the latest data"
    else:
        period = _last_month(desk)
        named = "the last complete month"
    return period, f"No period was named: read as {named} ({dates(period.range)})."


def _last_month(desk: Desk) -> Period:
    return periods.relative(desk.context, "month", -1)


def _latest_day(desk: Desk) -> Period:
    yesterday = desk.context.today - timedelta(days=1)
    return periods.day_of(desk.data_through or yesterday)


def shape(query: MetricQuery, draft: Draft, desk: Desk) -> MetricQuery | Doubt:
    """The query with conditions on the result, its order and its limit."""
    split = bool(query.dimensions) or query.grain is not None
    if draft.sorted_by and not draft.ranked:
        return Doubt("I read a metric to order by, but not which way. Do you mean this?", (query,))
    if draft.thresholds:
        having = _having(query, draft, desk)
        if having is None or not split:
            return Doubt("I read a limit on a number, but not on what it holds.", (query,))
        query = replace(query, having=(having,))
    if not draft.ranked:
        return query
    if not split:
        return Doubt("Of what do you want to see the first ones? Name a split, such as by region.")
    direction = _direction(draft.ranked[0].direction, query.metrics[0], desk.catalog)
    if direction is None:
        return Doubt(
            "More of this is neither better nor worse. Do you mean the highest?", (query,)
        )
    order = (OrderBy(query.metrics[0], direction),)
    return replace(query, order_by=order, limit=draft.ranked[0].limit)


def _having(query: MetricQuery, draft: Draft, desk: Desk) -> Having | None:
    """None where the unit of the number is not certain."""
    bound = draft.thresholds[0]
    metric = query.metrics[0]
    is_rate = desk.catalog.metric(metric).format == "percent"
    if len(query.metrics) > 1 or bound.percent != is_rate:
        return None
    number = bound.number / 100 if bound.percent else bound.number
    return Having(metric, bound.op, (int(number) if float(number).is_integer() else number,))


def _direction(said: str, metric: str, catalog: Catalog) -> SortDirection | None:
    if said in {"desc", "asc"}:
        return "desc" if said == "desc" else "asc"
    good = catalog.metric(metric).direction
    if good == "neutral":
        return None
    return "desc" if (good == "up_is_good") == (said == "best") else "asc"


def unreachable(query: MetricQuery, desk: Desk) -> Doubt | None:
    """A doubt where a metric cannot be split or filtered as asked; it says by what it can be."""
    for name in query.metrics:
        used = (*query.dimensions, *(f.dimension for f in query.filters))
        missing = [d for d in used if d not in desk.reach[name]]
        if missing:
            return _no_path(query, name, missing, desk)
    return None


def _no_path(query: MetricQuery, metric: str, missing: list[str], desk: Desk) -> Doubt:
    label = desk.catalog.metric(metric).label
    wrong = " or ".join(desk.catalog.dimension(d).label.lower() for d in dict.fromkeys(missing))
    known = (
        d.label.lower() for d in desk.catalog.dimensions.values() if d.name in desk.reach[metric]
    )
    question = f"{label} cannot be split or filtered by {wrong}. It can be by {', '.join(known)}."
    left = replace(
        query,
        dimensions=tuple(d for d in query.dimensions if d not in missing),
        filters=tuple(f for f in query.filters if f.dimension not in missing),
    )
    if left.order_by and not left.dimensions and left.grain is None:
        left = replace(left, order_by=(), limit=None)
    return Doubt(question, (replace(left, having=left.having if left.dimensions else ()),))
