"""The values that a plan is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from metrics.model import Dataset, Dimension, Expression, Join, Metric
from metrics.query import Filter, MetricQuery, TimeRange


@dataclass(frozen=True, slots=True)
class Hop:
    """One many-to-one step along a join."""

    source: Dataset
    join: Join
    target: Dataset


@dataclass(frozen=True, slots=True)
class RoutedDimension:
    """A dimension and the hops that lead to it from the branch's dataset (none: its own)."""

    dimension: Dimension
    hops: tuple[Hop, ...]


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
class Branch:
    """One leaf metric, resolved over its dataset; branches are stitched on shared dimensions.

    ``cutoff`` is the first day that is too young to count, where the metric asks for maturity.
    """

    metric: Metric
    dataset: Dataset
    dimensions: tuple[RoutedDimension, ...]
    filters: tuple[RoutedFilter, ...]
    cutoff: date | None


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
    """An asked metric and how its value follows from the branches."""

    metric: Metric
    formula: Formula


@dataclass(frozen=True, slots=True)
class Plan:
    """A query with every name resolved and every path chosen, not yet allowed to run.

    Attributes:
        dimensions: the asked dimensions, in order.
        windows: one a period, or a single one without grain.
        compared: the windows compared with, in the same order as ``windows``; empty: none.
        as_of: the last day whose data count.
        unfinished: the first period that is not complete by ``as_of``; later ones are not either.
    """

    query: MetricQuery
    outputs: tuple[Output, ...]
    branches: tuple[Branch, ...]
    dimensions: tuple[Dimension, ...]
    windows: tuple[Window, ...]
    compared: tuple[Window, ...]
    as_of: date
    read_range: TimeRange
    compared_range: TimeRange | None
    unfinished: date | None
    caveats: tuple[str, ...]
