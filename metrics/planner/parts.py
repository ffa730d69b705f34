"""The values that a plan is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from metrics.model import (
    Balance,
    Conversion,
    Dataset,
    Dimension,
    Exposure,
    Expression,
    Grain,
    Join,
    Metric,
    Simple,
    Snapshot,
    TimeUnit,
    measure_of,
)
from metrics.query import Filter, MetricQuery, TimeRange
from metrics.result import Column

Shape = Literal["rows", "by_key", "by_day", "by_day_once", "by_date", "by_change"]
_MONTHS: dict[TimeUnit, int] = {"month": 1, "quarter": 3, "year": 12}
_DAYS: dict[TimeUnit, int] = {"day": 1, "week": 7}
_SAME_OF_TWICE = ("count_distinct", "min", "max")  # what rows that are there twice do not change


@dataclass(frozen=True, slots=True)
class Hop:
    """One many-to-one step along a join."""

    source: Dataset
    join: Join
    target: Dataset


@dataclass(frozen=True, slots=True)
class Bridge:
    """A many-to-many step: from the ``join``'s target back to the rows of ``dataset``, and on."""

    dataset: Dataset
    join: Join
    target: Dataset
    hops: tuple[Hop, ...]


@dataclass(frozen=True, slots=True)
class RoutedDimension:
    """A dimension and the way to it from the branch's dataset.

    ``hops`` lead to the dimension's dataset (none: it is the branch's own), or to where the
    ``bridge`` begins.
    """

    dimension: Dimension
    hops: tuple[Hop, ...]
    bridge: Bridge | None = None

    @property
    def datasets(self) -> tuple[Dataset, ...]:
        """The datasets on the way, in order."""
        bridge = self.bridge
        over = (bridge.dataset, *(hop.target for hop in bridge.hops)) if bridge else ()
        return (*(hop.target for hop in self.hops), *over)


@dataclass(frozen=True, slots=True)
class RoutedFilter:
    """A condition on a routed dimension; the values have the dimension's type."""

    filter: Filter
    routed: RoutedDimension


@dataclass(frozen=True, slots=True)
class Window:
    """The days ``[start, end)`` that are read for the period labelled ``period``."""

    period: date
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Frame:
    """Over which days a period's value is taken; all end where the period does.

    The ``period`` itself, a ``rolling`` length of time, ``to_date`` since the start of a grain,
    or ``cumulative`` since ``start`` (None: since its range begins).
    """

    kind: Literal["period", "rolling", "to_date", "cumulative"] = "period"
    length: Length | None = None
    grain: Grain | None = None
    start: date | None = None


@dataclass(frozen=True, slots=True)
class Length:
    """A number of days, weeks, months, quarters or years, all parameters known."""

    count: int
    unit: TimeUnit

    @property
    def months(self) -> int:
        """How many months it is; 0 of days and weeks."""
        return self.count * _MONTHS.get(self.unit, 0)

    @property
    def days(self) -> int:
        """How many days it is; 0 of months and more, which differ."""
        return self.count * _DAYS.get(self.unit, 0)


@dataclass(frozen=True, slots=True)
class Branch:
    """One leaf metric, resolved over its dataset; branches are stitched on shared dimensions.

    Attributes:
        frame: over which days each period's value is taken.
        windows: the days read for each period, none of them too young to count; periods that the
            frame or the metric's maturity leaves without a value are not among them.
        compared: the same for the periods compared with.
        cutoff: the first day that is too young to count, where the metric leaves such rows out.
        event_dataset: what follows the rows, for a conversion.
        within: how long after a row its events count, for a conversion.
        changes: the column of ``dataset`` with the spells that opened less those that closed in
            each period, where a rollup holds them.
        shape: what is added up first; every shape gives the same rows (``shapes.shaped``).
    """

    metric: Metric
    dataset: Dataset
    dimensions: tuple[RoutedDimension, ...]
    filters: tuple[RoutedFilter, ...]
    frame: Frame
    windows: tuple[Window, ...]
    compared: tuple[Window, ...]
    cutoff: date | None
    event_dataset: Dataset | None = None
    within: Length | None = None
    changes: str = ""
    shape: Shape = "rows"

    @property
    def routed(self) -> tuple[RoutedDimension, ...]:
        """All dimensions that the branch splits and filters by."""
        return (*self.dimensions, *(f.routed for f in self.filters))

    @property
    def joined(self) -> tuple[Dataset, ...]:
        """The datasets that are joined to by their key: a key that repeats would multiply rows."""
        targets = [hop.target for routed in self.routed for hop in routed.hops]
        for bridge in (routed.bridge for routed in self.routed if routed.bridge):
            targets += [bridge.target, *(hop.target for hop in bridge.hops)]
        if self.event_dataset is not None:
            targets.append(self.dataset)
        return tuple({dataset.name: dataset for dataset in targets}.values())

    @property
    def dated_by(self) -> str:
        """The column of ``dataset`` by which its rows come into a period; empty: none does."""
        match self.metric.type:
            case Simple(time=column) | Snapshot(time=column) | Conversion(time=column):
                return column
            case Balance(opens=column) | Exposure(opens=column):
                return column
            case _:
                return ""

    @property
    def counted(self) -> tuple[Dataset, ...]:
        """The datasets of which a row that is there twice is counted twice."""
        spec = self.metric.type
        if isinstance(spec, Conversion):
            events = self.event_dataset if spec.counts == "events" else None
            return () if events is None else (events,)
        measure = measure_of(spec)
        same = measure is not None and measure.aggregation in _SAME_OF_TWICE
        return () if same else (self.dataset,)

    @property
    def datasets(self) -> tuple[Dataset, ...]:
        """Every dataset that the branch reads, its own first, each once."""
        found = [self.dataset, *([self.event_dataset] if self.event_dataset else ())]
        for routed in self.routed:
            found += routed.datasets
        return tuple({dataset.name: dataset for dataset in found}.values())


@dataclass(frozen=True, slots=True)
class Leaf:
    """The value of branch number ``branch``."""

    branch: int


@dataclass(frozen=True, slots=True)
class Quotient:
    """``scale`` * numerator / denominator, empty where the denominator is zero."""

    numerator: Formula
    denominator: Formula
    scale: int


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """An expression whose column names stand for the formulas in ``parts``."""

    expression: Expression
    parts: tuple[tuple[str, Formula], ...]


Formula = Leaf | Quotient | Arithmetic


@dataclass(frozen=True, slots=True)
class Output:
    """An asked metric and how its value follows from the branches.

    ``goal`` is what it is compared with where the query says so.
    """

    metric: Metric
    formula: Formula
    goal: float | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A query with every name resolved and every path chosen, not yet allowed to run.

    Attributes:
        dimensions: the asked dimensions, in order.
        columns: the columns of the answer, in order.
        windows: one a period, or a single one without grain.
        compared: the windows compared with, in the same order as ``windows``; empty: none.
        as_of: the last day whose data count.
        unfinished: the first period that is not complete by ``as_of``; later ones are not either.
        cutoff: rows from this day on are too young to count and are left out; None: none are.
        narrowed: only rows that are open to the viewer are read.
    """

    query: MetricQuery
    outputs: tuple[Output, ...]
    branches: tuple[Branch, ...]
    dimensions: tuple[Dimension, ...]
    columns: tuple[Column, ...]
    windows: tuple[Window, ...]
    compared: tuple[Window, ...]
    as_of: date
    read_range: TimeRange
    compared_range: TimeRange | None
    unfinished: date | None
    caveats: tuple[str, ...]
    cutoff: date | None = None
    narrowed: bool = False
