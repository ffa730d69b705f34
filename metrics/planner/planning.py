"""From names to a plan: every metric taken apart, every path chosen, every day decided."""

from __future__ import annotations

from datetime import date, datetime

from metrics.catalog import Catalog
from metrics.errors import NameNotFoundError, UnsafeQueryError, near_names
from metrics.model import Derived, Dimension, Metric, Ratio
from metrics.planner.caveats import caveats, cutoff
from metrics.planner.parts import (
    Arithmetic,
    Branch,
    Formula,
    Leaf,
    Output,
    Plan,
    Quotient,
    RoutedDimension,
    RoutedFilter,
)
from metrics.planner.routes import leaf_dataset, route
from metrics.planner.windows import Reading, read_windows
from metrics.query import Filter, Having, MetricQuery, Value


def plan(query: MetricQuery, catalog: Catalog, *, as_of: date) -> Plan:
    """Resolve ``query`` against the catalogue when data reach through ``as_of``.

    Raises:
        QueryError: a name is unknown, no single path leads to a dimension, or the query has no
            safe meaning; the code and the near names say which.
    """
    metrics = tuple(_askable(name, catalog) for name in query.metrics)
    dimensions = tuple(catalog.dimension(name) for name in query.dimensions)
    _check_shape(query, metrics)
    cutoffs = [day for day in (cutoff(metric, as_of) for metric in metrics) if day]
    reading = read_windows(query, catalog.calendar, as_of, min(cutoffs, default=None))
    builder = _Builder(query, catalog, dimensions, as_of)
    used = (*dimensions, *(catalog.dimension(f.dimension) for f in query.filters))
    outputs = tuple(Output(metric, builder.formula(metric, metric)) for metric in metrics)
    return Plan(
        query=query,
        outputs=outputs,
        branches=tuple(builder.branches),
        dimensions=dimensions,
        windows=reading.windows,
        compared=reading.compared,
        as_of=as_of,
        read_range=reading.read_range,
        compared_range=reading.compared_range,
        unfinished=_incomplete(builder.branches, reading),
        caveats=tuple(dict.fromkeys(caveats(query, metrics, used, reading, as_of))),
    )


def _incomplete(branches: list[Branch], reading: Reading) -> date | None:
    """The first period that is not over, or has rows too young to count."""
    days = [b.cutoff for b in branches if b.cutoff is not None]
    young = (w.period for w in reading.windows if days and w.end > min(days))
    return min((d for d in (next(young, None), reading.unfinished) if d), default=None)


def typed(dimension: Dimension, value: Value) -> Value:
    """``value`` in the dimension's type.

    Raises:
        UnsafeQueryError: it cannot be one (``E_BAD_VALUE``).
    """
    try:
        match dimension.data_type:
            case "integer":
                return int(value)  # type: ignore[arg-type]  # a date raises TypeError, caught below
            case "number":
                return float(value)  # type: ignore[arg-type]  # as above
            case "date":
                return (
                    value if isinstance(value, date) else datetime.fromisoformat(str(value)).date()
                )
            case "boolean":
                return {"true": True, "false": False}[str(value).lower()]
            case _:
                return str(value)
    except (ValueError, TypeError, KeyError) as error:
        raise UnsafeQueryError(
            f'"{value}" is not a value of {dimension.label.lower()}.',
            next_step=f"{dimension.label} takes values of type {dimension.data_type}.",
            code="E_BAD_VALUE",
        ) from error


class _Builder:
    """Collects the branches that the asked metrics share."""

    def __init__(
        self, query: MetricQuery, catalog: Catalog, dimensions: tuple[Dimension, ...], as_of: date
    ) -> None:
        self.branches: list[Branch] = []
        self._query = query
        self._catalog = catalog
        self._dimensions = dimensions
        self._as_of = as_of

    def formula(self, asked: Metric, metric: Metric) -> Formula:
        match metric.type:
            case Ratio(numerator, denominator, scale):
                return Quotient(
                    self.formula(asked, self._catalog.metric(numerator)),
                    self.formula(asked, self._catalog.metric(denominator)),
                    scale,
                )
            case Derived(expression):
                parts = sorted(expression.columns)
                return Arithmetic(
                    expression,
                    tuple((p, self.formula(asked, self._catalog.metric(p))) for p in parts),
                )
            case _:
                return self._leaf(asked, metric)

    def _leaf(self, asked: Metric, leaf: Metric) -> Leaf:
        branch = Branch(
            metric=leaf,
            dataset=leaf_dataset(leaf, self._catalog),
            dimensions=tuple(route(asked, leaf, d, self._catalog) for d in self._dimensions),
            filters=tuple(self._filter(asked, leaf, f) for f in self._query.filters),
            cutoff=cutoff(asked, self._as_of) or cutoff(leaf, self._as_of),
        )
        if branch not in self.branches:
            self.branches.append(branch)
        return Leaf(self.branches.index(branch))

    def _filter(self, asked: Metric, leaf: Metric, condition: Filter) -> RoutedFilter:
        dimension = self._catalog.dimension(condition.dimension)
        values = tuple(typed(dimension, value) for value in condition.values)
        _check_operator(condition)
        routed: RoutedDimension = route(asked, leaf, dimension, self._catalog)
        return RoutedFilter(Filter(condition.dimension, condition.op, values), routed)


def _askable(name: str, catalog: Catalog) -> Metric:
    metric = catalog.metric(name)
    if metric.private:
        raise NameNotFoundError(
            f'"{name}" is a part of other metrics and cannot be asked for.',
            near=near_names(name, (m.name for m in catalog.askable)),
        )
    return metric


def _check_shape(query: MetricQuery, metrics: tuple[Metric, ...]) -> None:
    if not metrics:
        raise UnsafeQueryError("No metric is asked for.", code="E_EMPTY_AGGREGATION_QUERY")
    names = [*query.metrics, *query.dimensions]
    if len(set(names)) < len(names):
        raise UnsafeQueryError("A name is asked for twice.", code="E_NAME_COLLISION")
    if query.limit is not None and query.limit < 1:
        raise UnsafeQueryError("The number of rows must be at least one.", code="E_LIMIT")
    if query.limit is not None and query.grain is not None and query.dimensions:
        raise UnsafeQueryError(
            "The first few of a split period by period has no single meaning.",
            next_step="Ask for the top few in total, or for all of them by period.",
            code="E_LIMIT_GRAIN",
        )
    known = {*names, query.grain or ""} | {f"{m}{s}" for m in query.metrics for s in _COMPARED}
    for by in (o.by for o in query.order_by):
        if by not in known:
            raise NameNotFoundError(f'There is no column "{by}".', near=near_names(by, known))
    for having in query.having:
        _check_having(having, metrics, known - {*query.dimensions, query.grain or ""})


_COMPARED = ("__previous", "__change", "__change_ratio")
_ARITY = {"is_null": 0, "not_null": 0, "between": 2, ">": 1, ">=": 1, "<": 1, "<=": 1}


def _check_having(having: Having, metrics: tuple[Metric, ...], known: set[str]) -> None:
    if having.metric not in known:
        raise NameNotFoundError(
            f'There is no metric "{having.metric}" in the result.',
            near=near_names(having.metric, known),
        )
    if any(isinstance(v, bool) or not isinstance(v, int | float) for v in having.values):
        raise UnsafeQueryError(
            f"The condition on {having.metric} takes numbers.", code="E_BAD_VALUE"
        )
    protected = [m.label for m in metrics if m.min_group_size]
    if protected:
        raise UnsafeQueryError(
            f"{protected[0]} counts people: it cannot be searched by its size.",
            next_step="Ask for it without the condition.",
            code="E_SMALL_GROUPS",
        )
    _check_operator(Filter(having.metric, having.op, having.values))


def _check_operator(condition: Filter) -> None:
    wanted = _ARITY.get(condition.op)
    if (wanted is None and not condition.values) or (
        wanted is not None and wanted != len(condition.values)
    ):
        raise UnsafeQueryError(
            f'The condition "{condition.op}" on {condition.dimension} has '
            f"{len(condition.values)} values.",
            code="E_BAD_VALUE",
        )
