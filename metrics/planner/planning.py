"""From names to a plan: every metric taken apart, every path chosen, every day decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from metrics.catalog import Catalog
from metrics.errors import NameNotFoundError, NoPathError, UnsafeQueryError, near_names
from metrics.model import Conversion, Cumulative, Derived, Dimension, Metric, Ratio
from metrics.planner.caveats import Reader, caveats, left_out_from
from metrics.planner.checks import (
    bound_parameters,
    check_conditions,
    check_crossing,
    check_crossings,
    check_dated,
    check_goal,
    check_result,
    check_shape,
    check_transforms,
)
from metrics.planner.columns import columns_of
from metrics.planner.frames import (
    asked_frame,
    check_frame,
    check_reach,
    framed,
    length_of,
    metric_frame,
)
from metrics.planner.maturity import Immature, cutoff, mature, maturing, refuse_young
from metrics.planner.parts import (
    Arithmetic,
    Branch,
    Formula,
    Frame,
    Leaf,
    Output,
    Plan,
    Quotient,
    RoutedDimension,
    RoutedFilter,
    Window,
)
from metrics.planner.routes import event_dataset, leaf_dataset, route
from metrics.planner.windows import Reading, old_enough, read_windows
from metrics.planner.wording import check_levels, check_operator, check_wording, is_number, shown
from metrics.query import Filter, MetricQuery, Value


def plan(query: MetricQuery, catalog: Catalog, *, as_of: date) -> Plan:
    """Resolve ``query`` against the catalogue when data reach through ``as_of``.

    Raises:
        QueryError: a name is unknown, no single path leads to a dimension, or the query has no
            safe meaning; the code and the near names say which.
    """
    check_wording(query)
    check_levels(query, catalog)
    metrics = tuple(_askable(name, catalog) for name in query.metrics)
    dimensions = tuple(catalog.dimension(name) for name in query.dimensions)
    filtered = tuple(catalog.dimension(f.dimension) for f in query.filters)
    check_shape(query, metrics)
    check_dated(query, metrics, catalog)
    columns = columns_of(query, metrics, dimensions)
    check_result(query, metrics, columns)
    parameters = bound_parameters(query, metrics)
    reading = read_windows(query, catalog.calendar, as_of)
    builder = _Builder(query, catalog, dimensions, as_of, reading, parameters)
    outputs = tuple(builder.output(metric) for metric in metrics)
    branches = tuple(builder.branches)
    check_reach(builder.reaches, catalog.calendar.definition.history_starts)
    check_transforms(query, metrics, catalog, bridged=_is_bridged(branches))
    young = min((b.cutoff for b in branches if b.cutoff), default=None)
    if young is not None:
        reading = read_windows(query, catalog.calendar, as_of, young)
    reader = Reader(
        query=query,
        metrics=metrics,
        dimensions=(*dimensions, *filtered),
        branches=branches,
        reading=reading,
        as_of=as_of,
        parameters=parameters,
        maturing=tuple(builder.maturing),
        mixes={m.name: catalog.dimension(m.judged_by) for m in metrics if m.judged_by},
    )
    return Plan(
        query=query,
        outputs=outputs,
        branches=branches,
        dimensions=dimensions,
        columns=columns,
        windows=reading.windows,
        compared=reading.compared,
        as_of=as_of,
        read_range=reading.read_range,
        compared_range=reading.compared_range,
        unfinished=_incomplete(branches, reading),
        caveats=tuple(dict.fromkeys(caveats(reader))),
        cutoff=left_out_from(branches, reading),
    )


def typed(dimension: Dimension, value: Value) -> Value:
    """``value`` in the dimension's type.

    Raises:
        UnsafeQueryError: it cannot be one (``E_BAD_VALUE``).
    """
    try:
        match dimension.data_type:
            case "integer" | "number":
                return _number(value, whole=dimension.data_type == "integer")
            case "date":
                return (
                    value if isinstance(value, date) else datetime.fromisoformat(str(value)).date()
                )
            case "boolean":
                return {"true": True, "false": False}[str(value).lower()]
            case _:
                return str(value).encode().decode()  # half a character raises UnicodeEncodeError
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise UnsafeQueryError(
            f'"{shown(value)}" is not a value of {dimension.label.lower()}.',
            next_step=f"{dimension.label} takes values of type {dimension.data_type}.",
            code="E_BAD_VALUE",
        ) from error


def _number(value: Value, *, whole: bool) -> int | float:
    if isinstance(value, bool | date):
        raise TypeError(value)
    number: int | float = float(value)
    if whole:
        number = int(value)
        if not isinstance(value, str) and number != value:  # a text is exact, or no number
            raise ValueError(value)
    if not is_number(number):
        raise ValueError(value)
    return number


_Way = tuple[Metric, ...]  # from the asked metric down to one that it is made of


class _Builder:
    """Collects the branches that the asked metrics share, and the metrics that have to mature."""

    def __init__(
        self,
        query: MetricQuery,
        catalog: Catalog,
        dimensions: tuple[Dimension, ...],
        as_of: date,
        reading: Reading,
        parameters: Mapping[str, int],
    ) -> None:
        self.branches: list[Branch] = []
        self.maturing: list[Metric] = []
        self.reaches: list[tuple[Window, ...]] = []
        self._query = query
        self._catalog = catalog
        self._dimensions = dimensions
        self._as_of = as_of
        self._reading = reading
        self._parameters = parameters

    def output(self, metric: Metric) -> Output:
        """The asked metric by its branches, with its goal where the query compares with it."""
        goal = self._goal(metric) if self._query.compare_to == "goal" else None
        try:
            return Output(metric, self._formula((metric,), asked_frame(self._query)), goal)
        except NoPathError as error:
            if len(self._query.metrics) > 1 and error.code == NoPathError.code:
                error.code = "E3013_NO_STITCHING_DIMENSION"
            raise

    def _formula(self, way: _Way, frame: Frame) -> Formula:
        metric = way[-1]
        match metric.type:
            case Ratio(numerator, denominator, scale):
                return Quotient(
                    self._formula((*way, self._catalog.metric(numerator)), frame),
                    self._formula((*way, self._catalog.metric(denominator)), frame),
                    scale,
                )
            case Derived(expression):
                parts = ((p, self._catalog.metric(p)) for p in sorted(expression.columns))
                return Arithmetic(
                    expression, tuple((p, self._formula((*way, m), frame)) for p, m in parts)
                )
            case Cumulative(part):
                history = self._catalog.calendar.definition.history_starts
                wide = metric_frame(metric, frame, self._parameters, history)
                return self._formula((*way, self._catalog.metric(part)), wide)
            case _:
                return self._leaf(way, frame)

    def _leaf(self, way: _Way, frame: Frame) -> Leaf:
        asked, leaf = way[0], way[-1]
        check_frame(leaf, frame)
        cut, young = self._cutoff(way, "exclude"), self._cutoff(way, "refuse")
        self._cutoff(way, "label")
        refuse_young(maturing(way, "refuse"), self._reading.windows, young)
        windows, compared = self._windows(frame, cut)
        spec = leaf.type
        split = tuple(route(asked, leaf, d, self._catalog) for d in self._dimensions)
        check_crossings(split)
        filters = tuple(self._filter(asked, leaf, f) for f in self._query.filters)
        check_conditions(filters)
        branch = Branch(
            metric=leaf,
            dataset=leaf_dataset(leaf, self._catalog),
            dimensions=split,
            filters=filters,
            frame=frame,
            windows=mature(windows, young),
            compared=mature(compared, young),
            cutoff=cut,
            event_dataset=event_dataset(leaf, self._catalog),
            within=length_of(spec.within, self._parameters)
            if isinstance(spec, Conversion)
            else None,
        )
        if branch not in self.branches:
            self.branches.append(branch)
        return Leaf(self.branches.index(branch))

    def _windows(
        self, frame: Frame, cut: date | None
    ) -> tuple[tuple[Window, ...], tuple[Window, ...]]:
        """The windows and those compared with, through the last day before ``cut``, widened."""
        calendar, reading = self._catalog.calendar, self._reading
        first = reading.windows[0]
        self.reaches.append(framed(reading.windows, frame, calendar, first.start))
        if cut is not None:
            reading = read_windows(self._query, calendar, self._as_of, cut)
        begins = [w.start for w in reading.compared if w.period == first.period]
        return (
            framed(old_enough(reading.windows, cut), frame, calendar, first.start),
            framed(reading.compared, frame, calendar, min(begins, default=None)),
        )

    def _cutoff(self, way: _Way, how: Immature) -> date | None:
        metric = maturing(way, how)
        if metric is not None and metric not in self.maturing:
            self.maturing.append(metric)
        return cutoff(metric, self._as_of, self._parameters)

    def _filter(self, asked: Metric, leaf: Metric, condition: Filter) -> RoutedFilter:
        dimension = self._catalog.dimension(condition.dimension)
        values = tuple(typed(dimension, value) for value in condition.values)
        condition = Filter(condition.dimension, condition.op, values)
        check_operator(condition)
        routed: RoutedDimension = route(asked, leaf, dimension, self._catalog)
        check_crossing(routed, condition)
        return RoutedFilter(condition, routed)

    def _goal(self, metric: Metric) -> float:
        goal, within = metric.goal, self._query.time_range
        grain = self._query.grain or (within and self._catalog.calendar.grain_of(within))
        if goal is None:
            raise UnsafeQueryError(f"{metric.label} has no goal.", code="E_NO_GOAL")
        if goal.grain is not None and goal.grain != grain:
            raise UnsafeQueryError(
                f"{metric.label} has a goal for a {goal.grain.replace('_', ' ')} only.",
                next_step=f"Ask for it by {goal.grain.replace('_', ' ')}.",
                code="E_NO_GOAL",
            )
        check_goal(metric, self._query, self._catalog)
        return goal.value


def _incomplete(branches: tuple[Branch, ...], reading: Reading) -> date | None:
    """The first period that is not over, or has rows too young to count."""
    days = [b.cutoff for b in branches if b.cutoff is not None]
    young = [w.period for w in reading.windows if days and w.end > min(days)]
    told = {w.period for w in reading.windows}
    for branch in branches:
        told &= {w.period for w in branch.windows}
    last = max(told, default=None)
    left_out = [w.period for w in reading.windows if last is not None and w.period > last]
    firsts = [*young[:1], *left_out[:1], *([reading.unfinished] if reading.unfinished else ())]
    return min(firsts, default=None)


def _is_bridged(branches: tuple[Branch, ...]) -> bool:
    """Whether rows come under several values; a condition alone counts each of them once."""
    return any(d.bridge for b in branches for d in b.dimensions)


def _askable(name: str, catalog: Catalog) -> Metric:
    metric = catalog.metric(name)
    if metric.private:
        raise NameNotFoundError(
            f'"{name}" is a part of other metrics and cannot be asked for.',
            near=near_names(name, (m.name for m in catalog.askable)),
        )
    return metric
