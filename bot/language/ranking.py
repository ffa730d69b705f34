"""Conditions on the result, its order and its limit: "top 3", "the biggest drop", "above 100"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bot.language.compare import Doubt
from bot.language.desk import Desk
from bot.language.draft import Draft
from bot.language.parts import Moved, Ranked, Way
from metrics.catalog import Catalog
from metrics.query import Having, MetricQuery, OrderBy, SortDirection

FEW: Final = 4
_UP_AND_DOWN: Final[tuple[Way, ...]] = ("up", "down")
_WHICH_WAY: Final = "Do you mean the largest increase, or the largest decrease?"


def shape(query: MetricQuery, draft: Draft, desk: Desk) -> MetricQuery | Doubt:
    """The query with conditions on the result, its order and its limit."""
    split = bool(query.dimensions) or query.grain is not None
    if draft.sorted_by and not (draft.ranked or draft.moved):
        return Doubt("I read a metric to order by, but not which way. Do you mean this?", (query,))
    if draft.breakdown and not split:
        return Doubt("By what shall it be broken down?", splits_of(query, desk))
    if draft.thresholds:
        having = _having(query, draft, desk)
        if having is None or not split:
            return Doubt("I read a limit on a number, but not on what it holds.", (query,))
        query = replace(query, having=(having,))
    order: tuple[Ranked | Moved, ...] = (*draft.ranked, *draft.moved)
    if not order:
        return query
    if draft.ranked and draft.changes:
        return _number_or_change(query, draft.ranked[0], desk)
    return _one_of_them(query, order[0], desk) or _ordered(query, order[0], desk)


def _number_or_change(query: MetricQuery, ranked: Ranked, desk: Desk) -> MetricQuery | Doubt:
    """``The top 3 regions … growth``: by the number, or by how far it moved."""
    moved = [Moved(way, ranked.limit, among=ranked.among) for way in _UP_AND_DOWN]
    orders: tuple[Ranked | Moved, ...] = (*moved, ranked)
    each = (_ordered(query, one, desk) for one in orders)
    question = "Shall it be in the order of the number, or by how far it moved?"
    return Doubt(question, _queries(each))


def _one_of_them(query: MetricQuery, order: Ranked | Moved, desk: Desk) -> Doubt | None:
    """``Is Canada the worst region?``: of one region alone, it is always the first."""
    for name in order.among:
        alone = [f for f in query.filters if f.dimension == name and f.op == "in"]
        if alone and len(alone[0].values) == 1:
            others = tuple(f for f in query.filters if f is not alone[0])
            every = replace(order, limit=None, among=())
            everything = _ordered(replace(query, filters=others), every, desk)
            dimensions = tuple(d for d in query.dimensions if d != name)
            question = f"Do you mean all of them in order, or {alone[0].values[0]} alone?"
            plain = replace(query, dimensions=dimensions)
            return Doubt(question, _queries((everything, plain)))
    return None


def splits_of(query: MetricQuery, desk: Desk) -> tuple[MetricQuery, ...]:
    """The query split by each of the first few dimensions that it can be split by."""
    reach = frozenset.intersection(*(desk.reach[name] for name in query.metrics))
    single = {f.dimension for f in query.filters if f.op == "in" and len(f.values) == 1}
    names = [name for name in desk.catalog.dimensions if name in reach - single]
    return tuple(replace(query, dimensions=(name,)) for name in names[:FEW])


def _ordered(query: MetricQuery, order: Ranked | Moved, desk: Desk) -> MetricQuery | Doubt:
    if not query.dimensions and query.grain is None:
        question = "Of what do you want to see the first ones?"
        ranked = (_ordered(q, order, desk) for q in splits_of(query, desk))
        return Doubt(question, _queries(ranked))
    if isinstance(order, Moved):
        return in_each(_by_change(query, order, desk), order.among)
    direction = _direction(order, query.metrics[0], desk.catalog)
    if direction is None:
        question = "More of this is neither better nor worse. Do you mean the highest?"
        return Doubt(question, (query,))
    by = OrderBy(query.metrics[0], direction)
    return in_each(replace(query, order_by=(by,), limit=order.limit), order.among)


def _queries(outcomes: Iterable[MetricQuery | Doubt]) -> tuple[MetricQuery, ...]:
    return tuple(found for found in outcomes if isinstance(found, MetricQuery))


def in_each(query: MetricQuery | Doubt, among: tuple[str, ...]) -> MetricQuery | Doubt:
    """``The top part for each region``: a limit holds for all rows together, never in each.

    ``among`` has what the first ones are of, where that is said.
    """
    if isinstance(query, Doubt) or query.limit is None or not among:
        return query
    axes = (*query.dimensions, *((query.grain,) if query.grain else ()))
    if not set(axes) - set(among):
        return query
    question = "I can order all rows together, but not pick the first of each. Which do you mean?"
    every = replace(query, limit=None)
    if query.grain is not None:
        every = replace(every, order_by=())
    dimensions = tuple(d for d in query.dimensions if d in among)
    alone = replace(
        query, dimensions=dimensions, grain=query.grain if query.grain in among else None
    )
    together = (query,) if query.grain is None else ()
    return Doubt(question, (every, *together, alone))


def _by_change(query: MetricQuery, moved: Moved, desk: Desk) -> MetricQuery | Doubt:
    """Only what moved that way, the furthest first."""
    metric = desk.catalog.metric(query.metrics[0])
    up, down = (_moving(query, metric.name, way, moved, desk) for way in ("up", "down"))
    if moved.least or moved.way == "either":
        return Doubt(_WHICH_WAY, (up, down))
    if moved.way in {"up", "down"}:
        return up if moved.way == "up" else down
    if metric.direction == "neutral":
        question = f"Neither more nor less of this is better. {_WHICH_WAY}"
        return Doubt(question, (up, down))
    return up if (metric.direction == "up_is_good") == (moved.way == "better") else down


def _moving(query: MetricQuery, metric: str, way: str, moved: Moved, desk: Desk) -> MetricQuery:
    change = f"{metric}__change"
    direction: SortDirection = "desc" if way == "up" else "asc"
    ordered = replace(
        query,
        compare_to=query.compare_to or "previous_period",
        order_by=(OrderBy(change, direction),),
        limit=moved.limit,
    )
    if desk.catalog.metric(metric).min_group_size:
        return ordered  # counts of people are not searched by their size
    return replace(
        ordered, having=(*query.having, Having(change, ">" if way == "up" else "<", (0,)))
    )


def _having(query: MetricQuery, draft: Draft, desk: Desk) -> Having | None:
    """None where the unit of the number is not certain."""
    bound = draft.thresholds[0]
    metric = query.metrics[0]
    is_rate = desk.catalog.metric(metric).format == "percent"
    if len(query.metrics) > 1 or bound.percent != is_rate:
        return None
    number = bound.number / 100 if bound.percent else bound.number
    return Having(metric, bound.op, (int(number) if float(number).is_integer() else number,))


def _direction(ranked: Ranked, metric: str, catalog: Catalog) -> SortDirection | None:
    said = ranked.direction
    if said in {"desc", "asc"}:
        return "desc" if said == "desc" else "asc"
    good = catalog.metric(metric).direction
    if good == "neutral":
        return None
    return "desc" if (good == "up_is_good") == (said == "best") else "asc"
