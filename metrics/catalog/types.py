"""Binding of metric types: how the number comes about from rows, or from other metrics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from metrics.catalog.datasets import column_of, dataset_of, expression_of
from metrics.catalog.document import Scalar
from metrics.catalog.fields import Fields, is_name, suggestion
from metrics.catalog.names import Surroundings
from metrics.catalog.sql import parse_arithmetic, parse_condition
from metrics.errors import UnsafeQueryError
from metrics.model import (
    GRAINS,
    Aggregation,
    Balance,
    Conversion,
    Cumulative,
    Dataset,
    Derived,
    Duration,
    Exposure,
    Expression,
    Measure,
    MetricType,
    Missing,
    Ratio,
    Simple,
    Snapshot,
    TimeUnit,
)

_OVER_ROWS = frozenset({"dataset", "agg", "expr", "percentile", "discrete", "where"})
_BY_TYPE: dict[str, frozenset[str]] = {
    "simple": _OVER_ROWS | {"time"},
    "balance": _OVER_ROWS | {"opens", "closes", "at"},
    "exposure": frozenset({"dataset", "where", "opens", "closes", "per_day"}),
    "snapshot": _OVER_ROWS | {"time", "carry_days"},
    "conversion": frozenset({"dataset", "where", "time", "event", "within", "counts"}),
    "cumulative": frozenset({"metric", "window", "to_date"}),
    "ratio": frozenset({"numerator", "denominator", "scale"}),
    "derived": frozenset({"expr"}),
}
TYPES = tuple(_BY_TYPE)
MOST_DAYS = 3_650
_AGGREGATIONS: tuple[Aggregation, ...] = get_args(Aggregation)
_UNITS: tuple[TimeUnit, ...] = get_args(TimeUnit)
_ENDS: tuple[Literal["end", "start"], ...] = ("end", "start")
_COUNTS: tuple[Literal["rows", "events"], ...] = ("rows", "events")
_EVENT = ("dataset", "where", "time", "entity")
_NOTHING = parse_arithmetic("0")
_NO_ROWS = Measure("", "count", None, None)


def fields_of(kind: str) -> frozenset[str]:
    """The fields of a type; those of all for one that does not exist."""
    return _BY_TYPE.get(kind, frozenset().union(*_BY_TYPE.values()))


def bind_type(kind: str, fields: Fields, around: Surroundings, own: str) -> MetricType:
    """How the number of metric ``own`` comes about; what is wrong is noted, read as nothing."""
    match kind:
        case "ratio":
            return _ratio(fields, around.metrics, own)
        case "derived":
            return Derived(_arithmetic(fields, around.metrics, own))
        case "cumulative":
            return _cumulative(fields, around.metrics, own)
        case "conversion":
            return _conversion(fields, around.datasets)
        case _ if kind in _BY_TYPE:
            return _over_rows(kind, fields, dataset_of(fields, around.datasets))
        case _:
            return Derived(_NOTHING)


def number_or_parameter(fields: Fields, name: str) -> int | str:
    """A whole number, or the name of a parameter that will be one."""
    text = fields.code(name)
    if is_name(text):
        return text
    return fields.integer(name, least=0, most=MOST_DAYS)


def _over_rows(kind: str, fields: Fields, dataset: Dataset | None) -> MetricType:
    match kind:
        case "exposure":
            where, (opens, closes) = _where(fields, dataset), _spell(fields, dataset)
            per_day = expression_of(fields, "per_day", dataset) if "per_day" in fields else None
            return Exposure(dataset.name if dataset else "", opens, closes, where, per_day)
        case "balance":
            opens, closes = _spell(fields, dataset)
            at = fields.choice("at", _ENDS, "end")
            return Balance(_measure(fields, dataset), opens, closes, at)
        case "snapshot":
            days = fields.integer("carry_days", least=0, most=MOST_DAYS)
            return Snapshot(_measure(fields, dataset), _time(fields, dataset), days)
        case _:
            return Simple(_measure(fields, dataset), _day(fields, dataset))


def _ratio(fields: Fields, metrics: frozenset[str], own: str) -> Ratio:
    numerator, denominator = (
        metric_of(fields, name, metrics, own=own) for name in ("numerator", "denominator")
    )
    if numerator and numerator == denominator:
        fields.problem("denominator", f"{fields.what} divides {numerator} by itself: always 1.")
    return Ratio(numerator, denominator, fields.integer("scale", 1, least=1, most=1_000_000))


def _cumulative(fields: Fields, metrics: frozenset[str], own: str) -> Cumulative:
    if "window" in fields and "to_date" in fields:
        fields.problem("to_date", f"{fields.what} has a window and to_date. Keep one of them.")
    return Cumulative(
        metric=metric_of(fields, "metric", metrics, own=own),
        window=_duration(fields, "window") if "window" in fields else None,
        to_date=fields.choice("to_date", GRAINS) if "to_date" in fields else None,
    )


def _conversion(fields: Fields, datasets: Mapping[str, Dataset]) -> Conversion:
    dataset = dataset_of(fields, datasets)
    event = fields.child("event", _EVENT, required=True)
    counts = fields.choice("counts", _COUNTS)
    events = dataset_of(event, datasets) if event else None
    pairs = _entity(event, dataset, events) if event else ()
    if counts == "events" and dataset and {own for own, _ in pairs} != set(dataset.key):
        fields.problem(
            "counts",
            f"{fields.what} counts events, so each may follow one row only: "
            f"the entity must be the whole key of {dataset.name}.",
        )
    return Conversion(
        measure=_rows(fields, dataset),
        time=_time(fields, dataset),
        event=_rows(event, events) if event else _NO_ROWS,
        event_time=_time(event, events) if event else "",
        entity=pairs,
        within=_duration(fields, "within"),
        counts=counts,
    )


def _rows(fields: Fields, dataset: Dataset | None) -> Measure:
    return Measure(dataset.name if dataset else "", "count", None, _where(fields, dataset))


def _entity(
    event: Fields, dataset: Dataset | None, events: Dataset | None
) -> tuple[tuple[str, str], ...]:
    """The pairs of columns (own, the event's) that say what an event follows."""
    pairs = [(key, node) for key, node in event.entries("entity") if isinstance(node, Scalar)]
    if not pairs:
        event.problem("entity", f"{event.what} needs `entity: {{own column: its column}}`.")
    for key, node in pairs:
        for scalar, columns in ((key, _columns(dataset)), (node, _columns(events))):
            if columns and scalar.text not in columns:
                hint = suggestion(scalar.text, columns)
                event.note(scalar.place, f'There is no column "{scalar.text}" here. {hint}')
    return tuple((key.text, node.text) for key, node in pairs)


def _duration(fields: Fields, name: str) -> Duration:
    """``{months: 12}``, or a parameter in place of the number."""
    child = fields.child(name, tuple(f"{unit}s" for unit in _UNITS), required=True)
    said = [unit for unit in _UNITS if child is not None and f"{unit}s" in child]
    if child is None or len(said) != 1:
        if child is not None:
            fields.problem(name, f'"{name}" of {fields.what} is one length: {{months: 12}}.')
        return Duration(1, "day")
    return Duration(number_or_parameter(child, f"{said[0]}s"), said[0])


def _measure(fields: Fields, dataset: Dataset | None) -> Measure:
    aggregation = fields.choice(
        "agg", _AGGREGATIONS, otherwise="sum" if "expr" in fields else "count"
    )
    if aggregation == "count" and "expr" in fields:
        fields.problem("expr", "`agg: count` counts rows. Drop `expr`, or use count_distinct.")
    for name in ("percentile", "discrete"):
        if aggregation != "percentile" and name in fields:
            fields.problem(name, f'"{name}" goes with `agg: percentile` only.')
    counted = aggregation == "count"
    return Measure(
        dataset=dataset.name if dataset else "",
        aggregation=aggregation,
        expression=None if counted else expression_of(fields, "expr", dataset),
        where=_where(fields, dataset),
        percentile=_percentile(fields) if aggregation == "percentile" else 0.5,
        discrete=fields.boolean("discrete", default=False),
    )


def _percentile(fields: Fields) -> float:
    value = fields.number("percentile")
    if not 0 < value < 1:
        fields.problem("percentile", '"percentile" must lie between 0 and 1, such as 0.9.')
    return value


def _where(fields: Fields, dataset: Dataset | None) -> Expression | None:
    if "where" not in fields:
        return None
    return expression_of(fields, "where", dataset, parse_condition)


def _columns(dataset: Dataset | None) -> tuple[str, ...]:
    return dataset.columns if dataset else ()


def _day(fields: Fields, dataset: Dataset | None) -> str:
    """The time of rows; none where no day belongs to them."""
    undated = dataset is not None and dataset.undated and "time" not in fields
    return "" if undated else _time(fields, dataset)


def _time(fields: Fields, dataset: Dataset | None) -> str:
    default = dataset.time or None if dataset else ""
    return column_of(fields, "time", _columns(dataset), default)


def _spell(fields: Fields, dataset: Dataset | None) -> tuple[str, str]:
    columns = _columns(dataset)
    return column_of(fields, "opens", columns), column_of(fields, "closes", columns)


def _arithmetic(fields: Fields, metrics: frozenset[str], own: str) -> Expression:
    text = fields.code("expr")
    try:
        expression = parse_arithmetic(text or "0", metrics=metrics, own=own)
    except UnsafeQueryError as error:
        fields.problem("expr", f'"expr" of {fields.what}: {error.message}')
        return _NOTHING
    if text and not expression.columns:
        fields.problem("expr", f"{fields.what} must be arithmetic of metrics, not a number.")
    return expression


def metric_of(
    fields: Fields, name: str, metrics: frozenset[str], default: str | None = None, *, own: str
) -> str:
    """A field that names a metric; empty where there is none of that name.

    ``own`` is the name of the metric whose field it is; it is never suggested.
    """
    metric = fields.code(name, default)
    if metric and metric not in metrics:
        hint = suggestion(metric, metrics - {own})
        fields.problem(name, f'"{name}" of {fields.what}: there is no metric "{metric}". {hint}')
        return ""
    return metric


def usual_missing(how: MetricType) -> Missing:
    """A period without rows counts zero where a count or sum is asked for, else nothing."""
    match how:
        case Simple(measure=measure) | Balance(measure=measure):
            adds_up = measure.aggregation in ("count", "count_distinct", "sum")
            return "zero" if adds_up else "empty"
        case Exposure() | Conversion():
            return "zero"
        case _:
            return "empty"
