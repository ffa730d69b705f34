"""A text without a metric of its own edits the thread's last question.

A split, a filter on the same dimension, a period, a comparison and an order are replaced; "and by"
adds a split. What the text does not touch stays. One value of what was split by takes the split
away; so does "in total". "Now" is the latest day of a state; else it only begins the sentence.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.language.assemble import Built, Future, Outcome, filter_of, finished
from bot.language.compare import Doubt, target_of
from bot.language.defaults import is_state_only, latest_day
from bot.language.describe import describe
from bot.language.desk import Desk
from bot.language.draft import Draft
from bot.language.moving import about, period_meant, period_of
from bot.language.parts import Asked
from bot.language.ranking import in_each
from metrics.catalog import Catalog
from metrics.model import Grain
from metrics.query import Filter, MetricQuery

_NO_MOMENT: Final = "That is counted over a period, not at one moment."


def edit(
    previous: MetricQuery, draft: Draft, desk: Desk, *, said: MetricQuery | None = None
) -> Outcome:
    """The last question, changed as ``draft`` says; ``said`` is it as it was asked."""
    problem = _too_much(draft)
    if problem is not None:
        return problem
    start = draft.during[0].period.range.start if draft.during else None
    if start is not None and start > desk.context.today:
        return Future(draft.during[0].period.range)
    split = _split(previous, draft)
    timed = _timed(split, draft, desk)
    if isinstance(timed, Doubt):
        full = (_rest(query, previous, draft, desk) for query in timed.queries)
        return Doubt(timed.question, tuple(q for q in full if isinstance(q, MetricQuery)))
    shaped = _rest(timed, previous, draft, desk)
    if isinstance(shaped, Doubt):
        return shaped
    note = f"Read on from: {describe(said or previous, desk.catalog)}."
    return Built(shaped, (note,), assumed=True, follows=True)


def _rest(
    timed: MetricQuery, previous: MetricQuery, draft: Draft, desk: Desk
) -> MetricQuery | Doubt:
    """What follows split and time: conditions, order, limit."""
    filtered = replace(timed, filters=_filters(previous, draft, desk.catalog))
    shaped = finished(_narrowed(filtered, draft), draft, desk)
    if draft.addition and not (draft.ranked or draft.moved):
        first_of = (*previous.dimensions, *((previous.grain,) if previous.grain else ()))
        return in_each(shaped, first_of)
    return shaped


def instead(query: MetricQuery, name: str, old: str = "") -> MetricQuery:
    """The same question of one other metric, or with it in the place of the metric ``old``."""
    gone = old or query.metrics[0]

    def renamed(column: str) -> str:
        own = column == gone or column.startswith(f"{gone}__")
        return name + column.removeprefix(gone) if own else column

    return replace(
        query,
        metrics=tuple(renamed(n) for n in query.metrics) if old else (name,),
        order_by=tuple(replace(o, by=renamed(o.by)) for o in query.order_by),
        having=tuple(replace(h, metric=renamed(h.metric)) for h in query.having),
    )


def touches(draft: Draft) -> bool:
    """Whether the draft says anything that changes a question."""
    said = (draft.splits, draft.wheres, draft.during, draft.against, draft.ranked, draft.moved)
    moved = (draft.before, draft.undated, draft.thresholds)
    flags = (draft.trend, draft.changed, draft.goal, draft.total, draft.now)
    return any((*said, *moved, *flags))


def _too_much(draft: Draft) -> Doubt | None:
    dimensions = [where.choices[0][0] for where in draft.wheres]
    orders = (*draft.ranked, *draft.moved)
    periods = (*draft.during, *draft.before)
    several = (periods, draft.against, orders, draft.grains, draft.thresholds)
    if any(len(said) > 1 for said in several) or len(set(dimensions)) < len(dimensions):
        return Doubt("I read two changes of the same thing. Which one do you mean?")
    return None


def _split(previous: MetricQuery, draft: Draft) -> MetricQuery:
    plain = replace(previous, order_by=(), limit=None, having=())
    if draft.total:
        return replace(plain, dimensions=draft.dimensions, grain=None)
    if not draft.dimensions and not draft.grains:
        return previous
    grain: Grain | None = draft.grains[0] if draft.grains else None
    if draft.addition:
        added = dict.fromkeys((*previous.dimensions, *draft.dimensions))
        return replace(previous, dimensions=tuple(added), grain=grain or previous.grain)
    return replace(plain, dimensions=draft.dimensions, grain=grain)


def _narrowed(query: MetricQuery, draft: Draft) -> MetricQuery:
    """Without the splits by what is one value now: "claims by region", "what about Canada?"."""
    new = [filter_of(where) for where in draft.wheres]
    single = {f.dimension for f in new if f.op == "in" and len(f.values) == 1}
    kept = tuple(d for d in query.dimensions if d not in single - set(draft.dimensions))
    if kept == query.dimensions:
        return query
    narrowed = replace(query, dimensions=kept)
    rows = kept or query.grain
    return narrowed if rows else replace(narrowed, order_by=(), limit=None, having=())


def _filters(previous: MetricQuery, draft: Draft, catalog: Catalog) -> tuple[Filter, ...]:
    """A country takes the place of a region that was asked before, and the other way round."""
    new = tuple(filter_of(where) for where in draft.wheres)
    changed = {condition.dimension for condition in new}
    changed |= {catalog.dimension(name).part_of for name in changed}
    changed |= {d.name for d in catalog.dimensions.values() if d.part_of in changed - {""}}
    return (*(f for f in previous.filters if f.dimension not in changed), *new)


def _timed(query: MetricQuery, draft: Draft, desk: Desk) -> MetricQuery | Doubt:
    wrong = _moment(query, draft, desk)
    if wrong is not None:
        return wrong
    period = period_meant(query, draft, desk.context)
    if isinstance(period, Doubt):
        return period
    if period is None and _says_now(query, draft, desk):
        period = latest_day(desk)
    if period is not None:
        query = about(query, period)
    if not draft.against and not draft.changed:
        return query
    said = period or period_of(query, desk.context)
    draft = replace(draft, asked=(Asked(query.metrics, "", exact=True),), before=())
    target = target_of(draft, said, query.grain, desk.context)
    if isinstance(target, Doubt):
        full = (
            replace(query, time_range=q.time_range, compare_to=q.compare_to, naming=q.naming)
            for q in target.queries
        )
        return Doubt(target.question, tuple(full))
    if target.period is not None:
        query = about(query, target.period)
    return replace(query, compare_to=target.compare_to)


def _says_now(query: MetricQuery, draft: Draft, desk: Desk) -> bool:
    return draft.now and query.grain is None and is_state_only(query.metrics, desk.catalog)


def _moment(query: MetricQuery, draft: Draft, desk: Desk) -> Doubt | None:
    """A moment for what is counted over a period; "now" where it may only begin the sentence."""
    if is_state_only(query.metrics, desk.catalog):
        latest = about(query, latest_day(desk))
        if not _says_now(query, draft, desk) or latest == query:
            return None
        more = touches(replace(draft, now=False))
        return Doubt("Do you mean now, or on the same day?", (latest, query)) if more else None
    if draft.during and draft.during[0].at_end:
        asked = about(query, draft.during[0].period)
        return Doubt(f"{_NO_MOMENT} Do you mean this?", (asked,))
    if draft.now and not touches(replace(draft, now=False)):
        return Doubt(f"{_NO_MOMENT} Which period?")
    return None
