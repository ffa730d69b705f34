"""What is refused before anything is looked up: words and numbers that no query can hold."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import get_args

from metrics.catalog import Catalog
from metrics.errors import UnsafeQueryError
from metrics.model import GRAINS
from metrics.query import (
    Comparison,
    Filter,
    FilterOperator,
    Having,
    MetricQuery,
    SortDirection,
    TimeRange,
    TransformKind,
    Value,
)

_ARITY = {"is_null": 0, "not_null": 0, "between": 2, ">": 1, ">=": 1, "<": 1, "<=": 1}
_MOST_VALUES = 10_000
_MOST_CONDITIONS = 100
_MOST_ROWS = 1_000_000
_WIDEST = 2**127  # no engine's integers are wider
_SHOWN = 40  # characters of a value that a sentence repeats


def check_wording(query: MetricQuery) -> None:
    """Refuse words outside their closed sets, and numbers that mean nothing.

    Raises:
        UnsafeQueryError: ``E_BAD_QUERY``, ``E_BAD_VALUE``, ``E_LIMIT`` or ``E_TRANSFORM``.
    """
    for word, known in _words(query):
        if word not in known:
            raise UnsafeQueryError(f'A query cannot say "{word}".', code="E_BAD_QUERY")
    limit = query.limit
    if limit is not None and (not is_whole(limit) or not 1 <= limit <= _MOST_ROWS):
        raise UnsafeQueryError(
            f"The number of rows must be a whole number from 1 to {_MOST_ROWS:,}.", code="E_LIMIT"
        )
    for transform in query.transforms:
        if transform.count is not None and not is_whole(transform.count):
            raise UnsafeQueryError(
                "The number of periods must be a whole number.", code="E_TRANSFORM"
            )
    conditions = len(query.filters) + len(query.having)
    if conditions > _MOST_CONDITIONS:
        raise UnsafeQueryError(
            f"There are {conditions:,} conditions.",
            next_step=f"Ask with {_MOST_CONDITIONS} at most.",
            code="E_BAD_VALUE",
        )


def check_levels(query: MetricQuery, catalog: Catalog) -> None:
    """Refuse a row's condition on a metric, and a result's condition on a dimension.

    Raises:
        UnsafeQueryError: ``E_AGGREGATE_IN_WHERE`` or ``E_NON_AGGREGATE_IN_HAVING``.
    """
    for condition in query.filters:
        if condition.dimension in catalog.metrics:
            raise UnsafeQueryError(
                f'"{condition.dimension}" is a metric: no row has a value of it.',
                next_step="Make it a condition on the result.",
                code="E_AGGREGATE_IN_WHERE",
            )
    for having in query.having:
        if having.metric in catalog.dimensions:
            raise UnsafeQueryError(
                f'"{having.metric}" is a dimension: conditions on it choose rows.',
                next_step="Make it a filter.",
                code="E_NON_AGGREGATE_IN_HAVING",
            )


def check_operator(condition: Filter | Having) -> None:
    """Refuse a condition with too few, too many or no values for its operator, or none between.

    Raises:
        UnsafeQueryError: ``E_BAD_VALUE``.
    """
    name = condition.dimension if isinstance(condition, Filter) else condition.metric
    wanted, values = _ARITY.get(condition.op), condition.values
    if (wanted is None and not values) or (wanted is not None and wanted != len(values)):
        raise UnsafeQueryError(
            f'The condition "{condition.op}" on {name} has {len(values)} values.',
            code="E_BAD_VALUE",
        )
    if len(values) > _MOST_VALUES:
        raise UnsafeQueryError(
            f"The condition on {name} has {len(values):,} values.",
            next_step=f"A list may have {_MOST_VALUES:,} at most: narrow it down.",
            code="E_BAD_VALUE",
        )
    if condition.op == "between" and values[0] > values[1]:  # type: ignore[operator]  # of one type by now
        raise UnsafeQueryError(
            f"There is nothing between {shown(values[0])} and {shown(values[1])}.",
            next_step="Name the smaller one first.",
            code="E_BAD_VALUE",
        )


def is_number(value: Value) -> bool:
    """Whether a value is a number that a condition can be held against."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) if isinstance(value, float) else abs(value) < _WIDEST


def is_whole(number: object) -> bool:
    """Whether it is a whole number, and no truth."""
    return isinstance(number, int) and not isinstance(number, bool)


def shown(value: Value) -> str:
    """A value as a sentence repeats it: short, and in letters that can be sent."""
    text = str(value).encode(errors="replace").decode()
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _words(query: MetricQuery) -> Iterator[tuple[object, tuple[object, ...]]]:
    """Every word of a query that is one of a closed set, and that set."""
    operators, directions = get_args(FilterOperator), get_args(SortDirection)
    yield query.grain, (None, *GRAINS)
    if not isinstance(query.compare_to, TimeRange):
        yield query.compare_to, (None, *get_args(Comparison))
    for op in (*(f.op for f in query.filters), *(h.op for h in query.having)):
        yield op, operators
    for order in query.order_by:
        yield order.direction, directions
    for transform in query.transforms:
        yield transform.kind, get_args(TransformKind)
        yield transform.grain, (None, *GRAINS)
