"""What may be asked: a :class:`MetricQuery`, in names of the catalogue.

Owns: the query and its JSON shape (``docs/reply.md``). May import: ``metrics.model``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from metrics.errors import UnsafeQueryError
from metrics.model import Grain

FilterOperator = Literal["in", "not_in", "between", ">", ">=", "<", "<=", "is_null", "not_null"]
Value = str | int | float | bool | date
SortDirection = Literal["asc", "desc"]


@dataclass(frozen=True, slots=True)
class TimeRange:
    """Half-open: ``start`` belongs to it, ``end`` does not. ``start`` None means all history."""

    start: date | None
    end: date

    def __post_init__(self) -> None:
        if self.start is not None and self.start >= self.end:
            raise UnsafeQueryError(
                f"The time range from {self.start} to {self.end} is empty.",
                next_step="Name a start before the end.",
                code="E_EMPTY_RANGE",
            )

    def to_json(self) -> dict[str, str | None]:
        """As ``{"start": DATE, "end": DATE}``."""
        start = self.start.isoformat() if self.start else None
        return {"start": start, "end": self.end.isoformat()}


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on a dimension; ``between`` takes two values, both included, is_null none."""

    dimension: str
    op: FilterOperator
    values: tuple[Value, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As the reply shows it."""
        return {
            "dimension": self.dimension,
            "op": self.op,
            "values": [_plain(v) for v in self.values],
        }


@dataclass(frozen=True, slots=True)
class Having:
    """A condition on a metric of the result."""

    metric: str
    op: FilterOperator
    values: tuple[Value, ...]

    def to_json(self) -> dict[str, Any]:
        """As the reply shows it."""
        return {"metric": self.metric, "op": self.op, "values": [_plain(v) for v in self.values]}


@dataclass(frozen=True, slots=True)
class OrderBy:
    """``by`` is a column of the result."""

    by: str
    direction: SortDirection = "desc"


CompareTo = Literal["previous_period", "previous_year"] | TimeRange


@dataclass(frozen=True, slots=True)
class MetricQuery:
    """One governed question.

    ``time_range`` is None only where time plays no part. ``grain`` asks for one row a period.
    """

    metrics: tuple[str, ...]
    dimensions: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    having: tuple[Having, ...] = ()
    time_range: TimeRange | None = None
    grain: Grain | None = None
    compare_to: CompareTo | None = None
    order_by: tuple[OrderBy, ...] = ()
    limit: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The JSON shape of a query, stable for scripts."""
        compare = self.compare_to
        return {
            "metrics": list(self.metrics),
            "dimensions": list(self.dimensions),
            "filters": [f.to_json() for f in self.filters],
            "having": [h.to_json() for h in self.having],
            "time_range": self.time_range and self.time_range.to_json(),
            "grain": self.grain,
            "compare_to": compare.to_json() if isinstance(compare, TimeRange) else compare,
            "transforms": [],
            "parameters": {},
            "order_by": [{"by": o.by, "direction": o.direction} for o in self.order_by],
            "limit": self.limit,
        }


def _plain(value: Value) -> Any:
    return value.isoformat() if isinstance(value, date) else value
