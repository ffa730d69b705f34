"""What is refused before anything is planned: shapes of a query that have no safe meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from metrics.catalog import Catalog
from metrics.errors import NameNotFoundError, UnsafeQueryError, near_names
from metrics.model import (
    Balance,
    Conversion,
    Cumulative,
    Derived,
    Exposure,
    Metric,
    Parameter,
    Simple,
    Snapshot,
)
from metrics.planner.frames import FRAMES
from metrics.planner.parts import RoutedDimension, RoutedFilter
from metrics.planner.routes import is_undated
from metrics.planner.wording import check_operator, is_number, is_whole
from metrics.query import Filter, Having, MetricQuery
from metrics.result import Column

_TWO_MEANINGS = "E3012_MN_NO_SAFE_REWRITE"


def check_shape(query: MetricQuery, metrics: tuple[Metric, ...]) -> None:
    """Refuse a query without metrics, with a name twice, or the first few of several at once."""
    if not metrics:
        raise UnsafeQueryError("No metric is asked for.", code="E_EMPTY_AGGREGATION_QUERY")
    names = [*query.metrics, *query.dimensions]
    if len(set(names)) < len(names):
        raise UnsafeQueryError("A name is asked for twice.", code="E_NAME_COLLISION")
    if query.limit is not None and query.grain is not None and query.dimensions:
        raise UnsafeQueryError(
            "The first few of a split period by period has no single meaning.",
            next_step="Ask for the top few in total, or for all of them by period.",
            code="E_LIMIT_GRAIN",
        )


def check_result(
    query: MetricQuery, metrics: tuple[Metric, ...], columns: tuple[Column, ...]
) -> None:
    """Refuse an order or a condition on what is no column of the answer."""
    names = [column.name for column in columns]
    for by in (o.by for o in query.order_by):
        if by not in names:
            raise NameNotFoundError(f'There is no column "{by}".', near=near_names(by, names))
    for having in query.having:
        _check_having(having, metrics, [c.name for c in columns if c.metric])


def check_dated(query: MetricQuery, metrics: tuple[Metric, ...], catalog: Catalog) -> None:
    """Refuse to count rows that carry no day by time: nobody knows when they were.

    Raises:
        UnsafeQueryError: the metric that is undated (``E_UNDATED``).
    """
    framing = any(t.kind in FRAMES for t in query.transforms)
    by_time = query.time_range or query.grain or query.compare_to not in (None, "goal")
    for metric in metrics if by_time or framing else ():
        if is_undated(metric, catalog):
            raise UnsafeQueryError(
                f"{metric.label} cannot be told for a time: its data carry no date.",
                next_step="Ask for it as it is now, without a time.",
                code="E_UNDATED",
            )


def check_transforms(
    query: MetricQuery, metrics: tuple[Metric, ...], catalog: Catalog, *, bridged: bool
) -> None:
    """Refuse shares of what does not add up, ranks of one row, contributions to no change.

    ``bridged`` says that rows count under several values of a dimension.
    """
    kinds = {t.kind for t in query.transforms}
    if len(kinds) < len(query.transforms):
        raise UnsafeQueryError("A transform is asked for twice.", code="E_TRANSFORM")
    beside = kinds - set(FRAMES)
    if beside and not query.dimensions and query.grain is None:
        raise UnsafeQueryError(
            f"{_listed(beside)} {'needs' if len(beside) == 1 else 'need'} a split, "
            "such as by region.",
            code="E_TRANSFORM",
        )
    if "contribution" in kinds and query.compare_to in (None, "goal"):
        raise UnsafeQueryError(
            "A contribution is to a change: say what to compare with.", code="E_TRANSFORM"
        )
    for metric in metrics if beside & {"share", "contribution"} else ():
        _check_parts(metric, query, catalog, bridged=bridged)
    for metric in metrics if beside else ():
        if metric.min_group_size:
            raise _protected(metric)


def check_goal(
    metric: Metric, query: MetricQuery, catalog: Catalog, *, narrowed: bool = False
) -> None:
    """Refuse to hold a part, or more than a period, against a goal for the whole of a period.

    Raises:
        UnsafeQueryError: as said (``E_NO_GOAL``). What a ``narrowed`` viewer sees is a part.
    """
    if is_part_of_goal(metric, query, catalog, narrowed=narrowed):
        raise UnsafeQueryError(
            f"The goal of {metric.label.lower()} is for all of it, not for a part.",
            next_step="Only a part of it is open to you."
            if narrowed
            else "Ask for it without the split and the filter.",
            code="E_NO_GOAL",
        )
    has_grain = metric.goal is not None and metric.goal.grain is not None
    if has_grain and any(t.kind in FRAMES for t in query.transforms):
        raise UnsafeQueryError(
            f"The goal of {metric.label.lower()} is for a single period.",
            next_step="Ask for it period by period.",
            code="E_NO_GOAL",
        )


def is_part_of_goal(
    metric: Metric, query: MetricQuery, catalog: Catalog, *, narrowed: bool = False
) -> bool:
    """Whether the numbers are parts of what the metric's goal is for as a whole.

    Of what neither adds up nor counts distinct things, such as a rate, a part is held against the
    goal as the whole is.
    """
    is_part = bool(narrowed or query.dimensions or query.filters)
    return is_part and _is_made_of(metric, catalog, (*_ADDED_UP, "count_distinct"))


def check_crossing(routed: RoutedDimension, condition: Filter) -> None:
    """Refuse what may mean two things where a row has several values: leaving some out."""
    if routed.bridge is not None and condition.op in ("not_in", "is_null"):
        label = routed.dimension.label
        raise UnsafeQueryError(
            f"One may have several of {label.lower()}: leaving out by it can mean those that have "
            "none of these, or those that have another one too.",
            next_step=f"Ask for the values of {label.lower()} that you want.",
            code=_TWO_MEANINGS,
        )


def check_conditions(filters: Iterable[RoutedFilter]) -> None:
    """Refuse two lists of values of one dimension across a bridge: they mean two things.

    Where one list is within the other, both meanings have the same rows.
    """
    listed: dict[str, frozenset[object]] = {}
    crossing = (f for f in filters if f.routed.bridge is not None and f.filter.op == "in")
    for found in crossing:
        dimension, values = found.routed.dimension, frozenset(found.filter.values)
        known = listed.setdefault(dimension.name, values)
        if not (known <= values or values <= known):
            label = dimension.label.lower()
            raise UnsafeQueryError(
                f"One may have several of {label}: two conditions on it can mean those that have "
                "one value which meets both, or those that have one for each.",
                next_step=f"Ask for one list of values of {label}.",
                code=_TWO_MEANINGS,
            )
        listed[dimension.name] = known & values


def check_crossings(split: Iterable[RoutedDimension]) -> None:
    """Refuse splits that cross two bridges: each row would come under every combination."""
    crossed = {
        (routed.bridge.dataset.name, routed.bridge.join.name): routed.dimension.label
        for routed in split
        if routed.bridge is not None
    }
    if len(crossed) > 1:
        raise UnsafeQueryError(
            f"{' and '.join(crossed.values())} cannot split a number together: one may have "
            "several of each.",
            next_step="Split by one of them.",
            code=_TWO_MEANINGS,
        )


def bound_parameters(query: MetricQuery, metrics: Iterable[Metric]) -> dict[str, int]:
    """Each parameter of the metrics with its chosen number, or its default.

    Raises:
        NameNotFoundError: no metric of the query has such a parameter.
        UnsafeQueryError: the number is not one of the parameter's values (``E_BAD_VALUE``).
    """
    known = {parameter.name: parameter for metric in metrics for parameter in metric.parameters}
    chosen = {name: parameter.default for name, parameter in known.items()}
    if len(dict(query.parameters)) < len(query.parameters):
        raise UnsafeQueryError("A parameter is chosen twice.", code="E_NAME_COLLISION")
    for name, value in query.parameters:
        if name not in known:
            raise NameNotFoundError(
                f'There is no parameter "{name}" here.', near=near_names(name, known)
            )
        _check_choice(known[name], value)
        chosen[name] = value
    return chosen


def adds_up(metric: Metric, catalog: Catalog) -> bool:
    """Whether the parts of a split add up to the whole."""
    return _is_made_of(metric, catalog, _ADDED_UP)


def _is_made_of(metric: Metric, catalog: Catalog, aggregations: tuple[str, ...]) -> bool:
    """Whether the metric is one of these aggregates, or a sum of metrics that are."""
    if isinstance(metric.type, Derived):
        tree = metric.type.expression.tree
        sums = all(type(node).key in _SUMS for node in tree.walk())
        parts = (catalog.metric(part) for part in metric.parts)
        return sums and all(_is_made_of(part, catalog, aggregations) for part in parts)
    match metric.type:
        case Cumulative(metric=part):
            return _is_made_of(catalog.metric(part), catalog, aggregations)
        case Simple(measure=measure) | Balance(measure=measure) | Snapshot(measure=measure):
            return measure.aggregation in aggregations
        case Exposure() | Conversion():
            return True
        case _:
            return False


_ADDED_UP = ("count", "sum")
_SUMS = frozenset({"add", "sub", "column", "identifier", "paren", "neg"})


def _check_parts(metric: Metric, query: MetricQuery, catalog: Catalog, *, bridged: bool) -> None:
    if bridged or not adds_up(metric, catalog):
        raise UnsafeQueryError(
            f"The parts of {metric.label.lower()} do not add up to its total: "
            "they have no shares of it.",
            next_step="Ask for the values themselves.",
            code="E_UNSAFE_REAGGREGATION",
        )
    across_time = query.grain is not None and not query.dimensions
    framed = any(t.kind in FRAMES for t in query.transforms)
    if across_time and (framed or _overlaps_in_time(metric, catalog)):
        raise UnsafeQueryError(
            f"{metric.label} of different periods does not add up: it has no shares over time.",
            next_step="Ask for shares by a dimension, such as region.",
            code="E_SEMI_ADDITIVE",
        )


def _overlaps_in_time(metric: Metric, catalog: Catalog) -> bool:
    """Whether different periods count the same rows: states, and what is cumulative."""
    if isinstance(metric.type, Balance | Snapshot | Cumulative):
        return True
    return any(_overlaps_in_time(catalog.metric(part), catalog) for part in metric.parts)


def _check_having(having: Having, metrics: tuple[Metric, ...], known: list[str]) -> None:
    if having.metric not in known:
        raise NameNotFoundError(
            f'There is no metric "{having.metric}" in the result.',
            near=near_names(having.metric, known),
        )
    if not all(map(is_number, having.values)):
        raise UnsafeQueryError(
            f"The condition on {having.metric} takes numbers.", code="E_BAD_VALUE"
        )
    for metric in metrics:
        if metric.min_group_size:
            raise _protected(metric)
    check_operator(having)


def _protected(metric: Metric) -> UnsafeQueryError:
    return UnsafeQueryError(
        f"{metric.label} counts people: it cannot be searched or ranked by its size.",
        next_step="Ask for it as it is.",
        code="E_SMALL_GROUPS",
    )


def _check_choice(parameter: Parameter, value: int) -> None:
    if value not in parameter.values or not is_whole(value):
        listed = ", ".join(str(v) for v in parameter.values)
        raise UnsafeQueryError(
            f"{value} {parameter.label} cannot be asked for.",
            next_step=f"There are {listed}.",
            code="E_BAD_VALUE",
        )


def _listed(kinds: Iterable[str]) -> str:
    return " and ".join(_capital(sorted(kinds)))


def _capital(words: list[str]) -> Iterator[str]:
    for place, word in enumerate(words):
        yield word.capitalize() if place == 0 else word
