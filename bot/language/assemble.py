"""The parts of one reading → one query, or a doubt that only the asker can settle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from bot.language.alignment import from_one_to_another
from bot.language.compare import Doubt, Target, target_of
from bot.language.defaults import default_period, is_state_only, last_mature_month
from bot.language.describe import dates, lower_first
from bot.language.desk import Desk
from bot.language.draft import Draft
from bot.language.goals import against_goal
from bot.language.naming import FISCAL
from bot.language.parts import Asked, During, Period, Split, Where
from bot.language.ranking import FEW, shape
from bot.language.undated import undated
from metrics.model import Grain
from metrics.query import Filter, MetricQuery, TimeRange


@dataclass(frozen=True, slots=True)
class Built:
    """A query, what to say about how it came about, and whether anything was assumed.

    Attributes:
        follows: it goes on from the last question.
    """

    query: MetricQuery
    notes: tuple[str, ...] = ()
    assumed: bool = False
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Future:
    """The period has not begun."""

    period: TimeRange


Outcome = Built | Doubt | Future
_WHICH_PERIODS: Final = "Which periods do you want to compare?"
_SEVERAL: Final = "I read more than one metric. Which one do you mean, or all side by side?"


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
    return finished(replace(query, dimensions=draft.dimensions, filters=filters), draft, desk)


def finished(query: MetricQuery, draft: Draft, desk: Desk) -> MetricQuery | Doubt:
    """The query ordered and limited as the draft says, if its metrics reach all that it asks."""
    shaped = shape(query, draft, desk)
    if isinstance(shaped, Doubt):
        return shaped
    wrong = unreachable(shaped, desk)
    if wrong is None and draft.goal:
        wrong = against_goal(shaped, desk)
    return wrong or shaped


def which_metric(draft: Draft, desk: Desk) -> Doubt:
    """No metric was named: the few that fit the rest are offered, else some are named."""
    fitting = [m for m in desk.catalog.askable if _fits(m.name, draft, desk)]
    named = {m.subject: m for m in reversed(fitting)} if len(fitting) > FEW else {}
    shown = list(reversed(named.values()))[:FEW] or fitting
    question = "Which metric do you mean?"
    if named:
        some = ", ".join(lower_first(m.label) for m in shown)
        question += f" There are {some}, for example."
    each = (replace(draft, asked=(Asked((m.name,), "", exact=True),)) for m in shown)
    return Doubt(question, tuple(query for one in each for query in _first(build(one, desk))))


def _first(outcome: Outcome) -> tuple[MetricQuery, ...]:
    """What was built, or the first that is offered where there is a doubt."""
    if isinstance(outcome, Built):
        return (outcome.query,)
    return outcome.queries[:1] if isinstance(outcome, Doubt) else ()


def _fits(metric: str, draft: Draft, desk: Desk) -> bool:
    reach = desk.reach[metric]
    values = all(any(c[0] in reach for c in where.choices) for where in draft.wheres)
    goal = not draft.goal or desk.catalog.metric(metric).goal is not None
    return goal and values and set(draft.dimensions) <= reach


def filter_of(where: Where) -> Filter:
    """The filter that a reading's condition comes to."""
    dimension, values = where.choices[0]
    return Filter(dimension, where.op, values)


def _too_many(draft: Draft, desk: Desk) -> Doubt | None:
    """Two things said where one can hold."""
    dimensions = [where.choices[0][0] for where in draft.wheres]
    if len(set(dimensions)) < len(dimensions):
        question = "I read two conditions on the same thing. Which one do you mean?"
        return _either(question, (*values_beside(draft), *_one_condition_each(draft)), desk)
    if any(asked.others for asked in draft.asked):
        return _either(_SEVERAL, _apart(draft), desk)
    if len(draft.asked) > 1 and len(draft.metrics) > 1:
        plain = replace(draft, sorted_by=draft.sorted_by and bool(draft.ranked))
        beside = Asked(draft.metrics, "", exact=False)
        each = (*((asked,) for asked in draft.asked), (beside,))
        return _either(_SEVERAL, (replace(plain, asked=asked) for asked in each), desk)
    if len(draft.during) > 1:
        singles = (replace(draft, during=(one,)) for one in draft.during)
        return _either("I read more than one period. Which one do you mean?", singles, desk)
    doubles = (_either(question, each, desk) for question, each in _doubles(draft) if each)
    return next(doubles, None)


def _apart(draft: Draft) -> Iterator[Draft]:
    """A list of two metrics: side by side, one as a condition on the other, each alone."""
    plain = tuple(replace(asked, others=()) for asked in draft.asked)
    yield replace(draft, asked=plain)
    for asked in draft.asked:
        for name, where in asked.others:
            wheres = draft.wheres if where is None else (*draft.wheres, where)
            alone = Asked((name,), asked.words, exact=False)
            yield replace(draft, asked=(alone,), wheres=wheres)


def values_beside(draft: Draft) -> Iterator[Draft]:
    """Several conditions on one dimension as its values side by side."""
    names = {where.choices[0][0] for where in draft.wheres}
    if len(names) == 1 and len(draft.wheres) > 1 and all(w.op == "in" for w in draft.wheres):
        name = names.pop()
        values = tuple(dict.fromkeys(v for w in draft.wheres for v in w.choices[0][1]))
        joined = Where("in", ((name, values),), " ".join(w.words for w in draft.wheres))
        yield replace(draft, wheres=(joined,), splits=(*draft.splits, Split((name,))))


def _one_condition_each(draft: Draft) -> Iterator[Draft]:
    """Of conditions on the same dimension, each alone."""
    dimensions = [where.choices[0][0] for where in draft.wheres]
    for kept in draft.wheres:
        name = kept.choices[0][0]
        if dimensions.count(name) > 1:
            left = (w for w in draft.wheres if w is kept or w.choices[0][0] != name)
            yield replace(draft, wheres=tuple(left))


def _doubles(draft: Draft) -> Iterator[tuple[str, tuple[Draft, ...]]]:
    """What was said twice, and the draft with each alone; nothing where it was said once."""
    ask = "Which one do you mean?"
    grains = draft.grains if len(draft.grains) > 1 else ()
    by_grain = (replace(draft, splits=_with_grain(draft, grain), trend=False) for grain in grains)
    yield f"I can split by one length of time at once. {ask}", tuple(by_grain)
    against = draft.against if len(draft.against) > 1 else ()
    by_comparison = tuple(replace(draft, against=(one,)) for one in against)
    yield f"I read more than one comparison. {ask}", by_comparison
    several = len(draft.ranked) + len(draft.moved) > 1 or len(draft.thresholds) > 1
    yield (
        f"I read more than one order or limit. {ask}",
        tuple(_one_order_each(draft, several=several)),
    )


def _one_order_each(draft: Draft, *, several: bool) -> Iterator[Draft]:
    if not several:
        return
    plain = replace(draft, ranked=(), moved=())
    for bound in draft.thresholds or (None,):
        bounded = replace(plain, thresholds=(bound,) if bound else ())
        yield from (replace(bounded, ranked=(one,)) for one in draft.ranked)
        yield from (replace(bounded, moved=(one,)) for one in draft.moved)
        if not draft.ranked and not draft.moved:
            yield bounded


def _with_grain(draft: Draft, grain: Grain) -> tuple[Split, ...]:
    plain = tuple(replace(split, grains=()) for split in draft.splits)
    return (*plain, Split((), (grain,)))


def _either(question: str, drafts: Iterable[Draft], desk: Desk) -> Doubt:
    found = (build(one, desk) for one in drafts)
    return Doubt(question, tuple(b.query for b in found if isinstance(b, Built)))


def _time(draft: Draft, desk: Desk) -> Outcome:
    """The query's metrics, period, grain and comparison."""
    dateless = undated(draft, desk.catalog, desk.context.today)
    if dateless is not None:
        return dateless if isinstance(dateless, Doubt) else Built(dateless.query, dateless.notes)
    grain = draft.grains[0] if draft.grains else None
    said = draft.during[0] if draft.during else None
    if said is not None:
        start = said.period.range.start
        if start is not None and start > desk.context.today:
            return Future(said.period.range)
        problem = _period_problem(draft, said, desk)
        if problem is not None:
            return problem
    elif draft.now and not is_state_only(draft.metrics, desk.catalog):
        month = last_mature_month(draft.metrics, desk)
        query = MetricQuery(draft.metrics, time_range=month.range)
        return Doubt("That is counted over a period, not at one moment. Which period?", (query,))
    target = target_of(draft, said.period if said else None, grain, desk.context)
    if isinstance(target, Doubt):
        return target
    return _with_default(draft, target, grain, desk)


def _period_problem(draft: Draft, said: During, desk: Desk) -> Doubt | None:
    """What keeps the period from being asked about as it was said."""
    if said.period.spanned and draft.changed and not draft.against and not draft.grains:
        one_kind = from_one_to_another(said.period)
        return None if one_kind else _ends_compared(draft, said.period, desk)
    return _state_problem(draft, said.period, at_end=said.at_end, desk=desk)


def _ends_compared(draft: Draft, period: Period, desk: Desk) -> Doubt:
    """``Dropped since June``: the last month against the first, or all of it before."""
    within, calendar = period.range, desk.context.calendar
    if within.start is None:
        return Doubt(_WHICH_PERIODS)
    by_month = MetricQuery(draft.metrics, time_range=within, grain="month")
    last_day = max(within.start, min(within.end - timedelta(days=1), desk.latest_day))
    if is_state_only(draft.metrics, desk.catalog):
        before = TimeRange(within.start - timedelta(days=1), within.start)
        end = TimeRange(last_day, last_day + timedelta(days=1))
        ends = MetricQuery(draft.metrics, time_range=end, compare_to=before)
        return Doubt(_WHICH_PERIODS, (ends, by_month))
    whole = MetricQuery(draft.metrics, time_range=within, compare_to="previous_period")
    first, last = (calendar.period(day, "month") for day in (within.start, last_day))
    ends = MetricQuery(draft.metrics, time_range=last, compare_to=first)
    return Doubt(_WHICH_PERIODS, (ends, whole, by_month) if last != first else (whole,))


def _with_default(draft: Draft, target: Target, grain: Grain | None, desk: Desk) -> Outcome:
    period = target.period
    notes: tuple[str, ...] = ()
    assumed = period is None
    if period is None:
        compared = target.compare_to is not None
        period, note = default_period(draft.metrics, grain, desk, compared=compared)
        if draft.now and grain is None and not compared:
            assumed, note = False, f"Now is {dates(period.range)}: the latest data."
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
