"""What a branch reads from: its dataset, many-to-one joins, bridges made distinct, conditions.

The joins are those of :func:`joined`; the branch's own rows may be added up before them.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from metrics.compiler.draft import (
    Draft,
    alias,
    both,
    column,
    condition,
    dimension_value,
    hops,
    join,
    join_condition,
    join_condition_of,
    qualified,
    rows_of,
    select,
    subquery,
    table,
)
from metrics.planner import Branch, Bridge, RoutedDimension, RoutedFilter, row_condition


def source_of(draft: Draft, branch: Branch) -> exp.Select:
    """FROM the branch's dataset with the joins and conditions that it needs."""
    return _conditioned(draft, joined(draft, _rows(draft, branch), branch), branch)


def own_rows(draft: Draft, branch: Branch) -> exp.Select:
    """FROM the branch's dataset with its conditions, none of which needs a join."""
    return _conditioned(draft, _rows(draft, branch), branch)


def joined(draft: Draft, source: exp.Select, branch: Branch) -> exp.Select:
    """The source, which has the name of the branch's dataset, with the joins that it needs."""
    _join(draft, source, branch.routed)
    for bridge in _bridges(branch):
        _cross(draft, source, branch, bridge)
    return source


def dimension_columns(draft: Draft, branch: Branch) -> list[exp.Expr]:
    """The branch's dimensions, each under its own name."""
    return [alias(_read(draft, routed), routed.dimension.name) for routed in branch.dimensions]


def _rows(draft: Draft, branch: Branch) -> exp.Select:
    dataset = branch.dataset
    return exp.Select().from_(table(rows_of(draft, dataset), dataset.name), copy=False)


def _conditioned(draft: Draft, source: exp.Select, branch: Branch) -> exp.Select:
    where = row_condition(branch)
    if where is not None:
        source.where(qualified(where, branch.dataset.name), copy=False)
    for routed in branch.filters:
        if routed.routed.bridge is None:
            source.where(condition(draft, routed), copy=False)
    return source


def _read(draft: Draft, routed: RoutedDimension) -> exp.Expr:
    if routed.bridge is None:
        return dimension_value(routed.dimension)
    return column(routed.dimension.name, draft.named(_via(routed.bridge)))


def _join(draft: Draft, source: exp.Select, ways: Iterable[RoutedDimension | Bridge]) -> None:
    for hop in hops(ways):
        target = table(rows_of(draft, hop.target), hop.target.name)
        join(source, target, join_condition(hop), "LEFT")


def _bridges(branch: Branch) -> list[Bridge]:
    """The bridges that the branch crosses, each once, whatever is on their other side."""
    found: dict[str, Bridge] = {}
    for routed in branch.routed:
        if routed.bridge is not None:
            found.setdefault(_via(routed.bridge), routed.bridge)
    return list(found.values())


def _cross(draft: Draft, source: exp.Select, branch: Branch, bridge: Bridge) -> None:
    """Join what the bridge brings, distinct: no row of the branch comes twice under one value.

    A condition on the other side leaves only rows with a partner that meets it.
    """
    name = draft.named(_via(bridge))
    split = [d for d in branch.dimensions if _is(d.bridge, bridge)]
    filters = [f for f in branch.filters if _is(f.routed.bridge, bridge)]
    brought = _brought(draft, bridge, split, filters)
    pairs = [(key, own) for own, key in bridge.join.on]
    on = both(*join_condition_of(pairs, bridge.target.name, name))
    join(source, subquery(brought, name), on, "" if filters else "LEFT")


def _brought(
    draft: Draft, bridge: Bridge, split: list[RoutedDimension], filters: list[RoutedFilter]
) -> exp.Select:
    """The bridge's keys with the dimensions on its other side, each combination once."""
    dataset = bridge.dataset
    found = select(
        *(column(own, dataset.name) for own, _ in bridge.join.on),
        *(alias(dimension_value(d.dimension), d.dimension.name) for d in split),
    ).from_(table(rows_of(draft, dataset), dataset.name), copy=False)
    onward = [d.bridge for d in (*split, *(f.routed for f in filters)) if d.bridge]
    _join(draft, found, onward)
    for routed in filters:
        found.where(condition(draft, routed), copy=False)
    return found.distinct(copy=False)


def _is(one: Bridge | None, other: Bridge) -> bool:
    return one is not None and _via(one) == _via(other)


def _via(bridge: Bridge) -> str:
    return f"{bridge.dataset.name}_by_{bridge.join.name}"
