"""A text without a metric of its own edits the thread's last question.

A split, a filter on the same dimension, a period, a comparison and an order are replaced; "and by"
adds a split. What the text does not touch stays.
"""

from __future__ import annotations

from dataclasses import replace

from bot.language.assemble import Built, Desk, Future, Outcome, filter_of, shape, unreachable
from bot.language.compare import Doubt, target_of
from bot.language.describe import describe
from bot.language.draft import Draft
from bot.language.moving import about, period_meant, period_of
from bot.language.parts import Asked
from metrics.catalog import Catalog
from metrics.model import Grain
from metrics.query import Filter, MetricQuery


def edit(previous: MetricQuery, draft: Draft, desk: Desk) -> Outcome:
    """The last question, changed as ``draft`` says."""
    problem = _too_much(draft)
    if problem is not None:
        return problem
    start = draft.during[0].period.range.start if draft.during else None
    if start is not None and start > desk.context.today:
        return Future(draft.during[0].period.range)
    split = _split(previous, draft)
    timed = _timed(split, draft, desk)
    if isinstance(timed, Doubt):
        return timed
    filtered = replace(timed, filters=_filters(previous, draft, desk.catalog))
    shaped = shape(filtered, draft, desk)
    if isinstance(shaped, Doubt):
        return shaped
    wrong = unreachable(shaped, desk)
    if wrong is not None:
        return wrong
    return Built(shaped, (f"Read on from: {describe(previous, desk.catalog)}.",), assumed=True)


def touches(draft: Draft) -> bool:
    """Whether the draft says anything that changes a question."""
    said = (draft.splits, draft.wheres, draft.during, draft.against, draft.ranked)
    moved = (draft.before, draft.undated, draft.thresholds)
    return any((*said, *moved)) or draft.trend or draft.changed


def _too_much(draft: Draft) -> Doubt | None:
    dimensions = [where.choices[0][0] for where in draft.wheres]
    several = (
        (*draft.during, *draft.before),
        draft.against,
        draft.ranked,
        draft.grains,
        draft.thresholds,
    )
    if any(len(said) > 1 for said in several) or len(set(dimensions)) < len(dimensions):
        return Doubt("I read two changes of the same thing. Which one do you mean?")
    if draft.now or any(during.at_end for during in draft.during):
        return Doubt("Which day do you mean? Name it together with the metric.")
    return None


def _split(previous: MetricQuery, draft: Draft) -> MetricQuery:
    if not draft.dimensions and not draft.grains:
        return previous
    grain: Grain | None = draft.grains[0] if draft.grains else None
    if draft.addition:
        added = dict.fromkeys((*previous.dimensions, *draft.dimensions))
        return replace(previous, dimensions=tuple(added), grain=grain or previous.grain)
    return replace(
        previous, dimensions=draft.dimensions, grain=grain, order_by=(), limit=None, having=()
    )


def _filters(previous: MetricQuery, draft: Draft, catalog: Catalog) -> tuple[Filter, ...]:
    """A country takes the place of a region that was asked before, and the other way round."""
    new = tuple(filter_of(where) for where in draft.wheres)
    changed = {condition.dimension for condition in new}
    changed |= {catalog.dimension(name).part_of for name in changed}
    changed |= {d.name for d in catalog.dimensions.values() if d.part_of in changed - {""}}
    return (*(f for f in previous.filters if f.dimension not in changed), *new)


def _timed(query: MetricQuery, draft: Draft, desk: Desk) -> MetricQuery | Doubt:
    period = period_meant(query, draft, desk.context)
    if isinstance(period, Doubt):
        return period
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
