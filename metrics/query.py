"""What may be asked: a :class:`MetricQuery`, in names of the catalogue.

Owns: the query and its JSON shape (``docs/reply.md``). May import: ``metrics.model``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, TypeVar, get_args

from metrics.errors import UnsafeQueryError
from metrics.model import GRAINS, Grain

FilterOperator = Literal["in", "not_in", "between", ">", ">=", "<", "<=", "is_null", "not_null"]
Value = str | int | float | bool | date
SortDirection = Literal["asc", "desc"]


@dataclass(frozen=True, slots=True)
class TimeRange:
    """Half-open: ``start`` belongs to it, ``end`` does not. ``start`` None means all history."""

    start: date | None
    end: date

    def __post_init__(self) -> None:
        if isinstance(self.start, datetime) or isinstance(self.end, datetime):
            raise UnsafeQueryError("A time range is made of days.", code="E_BAD_VALUE")
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


Comparison = Literal["previous_period", "previous_year", "aligned_weekday", "goal"]
CompareTo = Comparison | TimeRange

TransformKind = Literal["rolling", "cumulative", "to_date", "share", "rank", "contribution"]


@dataclass(frozen=True, slots=True)
class Transform:
    """How every metric of the query is looked at.

    ``rolling`` over the last ``count`` of ``grain``; ``cumulative`` since the range starts;
    ``to_date`` since the start of ``grain``. These change the metric's own column. ``share`` of
    the total, ``rank`` (1 is the highest) and ``contribution`` to the change of the total add one.
    """

    kind: TransformKind
    grain: Grain | None = None
    count: int | None = None

    def to_json(self) -> dict[str, Any]:
        """As the reply shows it."""
        told = {"kind": self.kind, "grain": self.grain, "count": self.count}
        return {name: value for name, value in told.items() if value is not None}


@dataclass(frozen=True, slots=True)
class MetricQuery:
    """One governed question.

    ``time_range`` is None only where time plays no part. ``grain`` asks for one row a period.
    ``parameters`` pairs the name of a metric's parameter with the chosen number. ``naming`` says
    how the time is spoken of and changes no number: ``fiscal``, or the name of a named day or
    season of the calendar.
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
    transforms: tuple[Transform, ...] = ()
    parameters: tuple[tuple[str, int], ...] = ()
    naming: str = field(default="", compare=False)

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
            "transforms": [t.to_json() for t in self.transforms],
            "parameters": dict(self.parameters),
            "order_by": [{"by": o.by, "direction": o.direction} for o in self.order_by],
            "limit": self.limit,
            **({"naming": self.naming} if self.naming else {}),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> MetricQuery:
        """The query whose :meth:`to_json` is ``data``; left-out keys are empty.

        Text in the form of an ISO date is read as a date: JSON has no dates of its own.

        Raises:
            UnsafeQueryError: ``data`` is no query (``E_BAD_JSON``).
        """
        try:
            return cls(
                metrics=tuple(_name(m) for m in _listed(data["metrics"])),
                dimensions=tuple(_name(d) for d in _listed(data.get("dimensions") or ())),
                filters=tuple(_filter(f) for f in data.get("filters") or ()),
                having=tuple(_having(h) for h in data.get("having") or ()),
                time_range=_range(data.get("time_range")),
                grain=_one_of((*GRAINS, None), data.get("grain")),
                compare_to=_compare_to(data.get("compare_to")),
                order_by=tuple(_order_by(o) for o in data.get("order_by") or ()),
                limit=_whole(data.get("limit")),
                transforms=tuple(_transform(t) for t in data.get("transforms") or ()),
                parameters=tuple((data.get("parameters") or {}).items()),
                naming=_name(data.get("naming") or ""),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise UnsafeQueryError("That is not a query.", code="E_BAD_JSON") from error


_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_OPERATORS: tuple[FilterOperator, ...] = get_args(FilterOperator)
_COMPARISONS: tuple[Comparison | None, ...] = (*get_args(Comparison), None)
_DIRECTIONS: tuple[SortDirection, ...] = get_args(SortDirection)
_TRANSFORMS: tuple[TransformKind, ...] = get_args(TransformKind)
_Known = TypeVar("_Known")


def _one_of(known: tuple[_Known, ...], given: object) -> _Known:
    for value in known:
        if value == given:
            return value
    raise ValueError(given)


def _name(plain: Any) -> str:
    if isinstance(plain, str):
        return plain
    raise TypeError(plain)


def _value(plain: Any) -> Value:
    if isinstance(plain, str) and _ISO_DATE.fullmatch(plain):
        return date.fromisoformat(plain)
    if isinstance(plain, str | int | float):
        return plain
    raise TypeError(plain)


def _listed(given: Any) -> Iterable[Any]:
    if isinstance(given, list | tuple):
        return given
    raise TypeError(given)


def _filter(data: Mapping[str, Any]) -> Filter:
    op = _one_of(_OPERATORS, data["op"])
    return Filter(_name(data["dimension"]), op, tuple(_value(v) for v in data["values"]))


def _having(data: Mapping[str, Any]) -> Having:
    op = _one_of(_OPERATORS, data["op"])
    return Having(_name(data["metric"]), op, tuple(_value(v) for v in data["values"]))


def _transform(data: Mapping[str, Any]) -> Transform:
    return Transform(
        _one_of(_TRANSFORMS, data["kind"]),
        _one_of((*GRAINS, None), data.get("grain")),
        _whole(data.get("count")),
    )


def _order_by(data: Mapping[str, Any]) -> OrderBy:
    return OrderBy(_name(data["by"]), _one_of(_DIRECTIONS, data.get("direction", "desc")))


def _whole(number: Any) -> int | None:
    if number is None or (isinstance(number, int) and not isinstance(number, bool)):
        return number
    raise TypeError(number)


def _range(data: Mapping[str, Any] | None) -> TimeRange | None:
    if data is None:
        return None
    start = data["start"]
    return TimeRange(start and date.fromisoformat(start), date.fromisoformat(data["end"]))


def _compare_to(data: Any) -> CompareTo | None:
    return _range(data) if isinstance(data, Mapping) else _one_of(_COMPARISONS, data)


def _plain(value: Value) -> Any:
    return value.isoformat() if isinstance(value, date) else value
