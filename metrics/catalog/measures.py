"""Binding of metrics: how the number comes about, and what governance says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from metrics.catalog.datasets import (
    column_of,
    dataset_of,
    expression_of,
    owner_of,
    synonyms_of,
)
from metrics.catalog.document import Problems
from metrics.catalog.fields import Fields, suggestion
from metrics.catalog.names import Entry, Surroundings
from metrics.catalog.sql import parse_arithmetic, parse_condition
from metrics.catalog.vouching import certification_of, check_change_log, golden_of, sunset_of
from metrics.errors import UnsafeQueryError
from metrics.model import (
    GRAINS,
    Aggregation,
    Balance,
    Change,
    Dataset,
    Derived,
    Direction,
    Exposure,
    Expression,
    Format,
    Goal,
    Group,
    Maturity,
    Measure,
    Metric,
    MetricType,
    Missing,
    Ratio,
    Simple,
    Snapshot,
    Status,
)

_PLAIN = frozenset(
    {"label", "noun", "description", "type", "owner", "steward", "status", "successor", "version"}
    | {"changes", "direction", "format", "unit", "missing", "access", "min_group_size", "private"}
    | {"goal", "maturity", "caveats", "where_in_words", "synonyms", "also_read_as"}
    | {"certified", "sunset", "golden"}
)
_OVER_ROWS = frozenset({"dataset", "agg", "expr", "where"})
_BY_TYPE: dict[str, frozenset[str]] = {
    "simple": _OVER_ROWS | {"time"},
    "balance": _OVER_ROWS | {"opens", "closes", "at"},
    "exposure": frozenset({"dataset", "where", "opens", "closes"}),
    "snapshot": _OVER_ROWS | {"time", "carry_days"},
    "ratio": frozenset({"numerator", "denominator", "scale"}),
    "derived": frozenset({"expr"}),
}
_AGGREGATIONS: tuple[Aggregation, ...] = get_args(Aggregation)
_DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
_STATUSES: tuple[Status, ...] = get_args(Status)
_FORMATS: tuple[Format, ...] = get_args(Format)
_MISSING: tuple[Missing, ...] = get_args(Missing)
_ENDS: tuple[Literal["end", "start"], ...] = ("end", "start")
_MOST_DAYS = 3_650
_NOTHING = parse_arithmetic("0")


@dataclass(frozen=True, slots=True)
class BoundMetric:
    """A metric and the fields it was read from, for checks across metrics."""

    metric: Metric
    fields: Fields


def bind_metric(entry: Entry, around: Surroundings) -> BoundMetric:
    """One metric; references to other metrics are names of ``around``."""
    kind = _kind(entry)
    known = _PLAIN | _BY_TYPE.get(kind, frozenset().union(*_BY_TYPE.values()))
    fields = Fields(entry.what, entry.place, entry.node, known, around.problems)
    fields.choice("type", tuple(_BY_TYPE))
    label = fields.text("label")
    private = fields.boolean("private", default=False)
    how = _how(kind, fields, around)
    status = fields.choice("status", _STATUSES)
    changes = _changes(fields)
    metric = Metric(
        name=entry.name,
        label=label,
        plural_noun=fields.text("noun", label.lower()),
        description=fields.text("description"),
        subject=entry.subject,
        type=how,
        owner=owner_of(fields, around.groups),
        steward=fields.code("steward"),
        status=status,
        successor=_successor(fields, entry.name, around.metrics),
        version=fields.integer("version", least=1, most=9_999),
        changes=changes,
        direction=fields.choice("direction", _DIRECTIONS),
        format=fields.choice("format", _FORMATS),
        unit=fields.text("unit", ""),
        missing=fields.choice("missing", _MISSING, _usual_missing(how)),
        access=_access(fields, around.groups),
        min_group_size=fields.integer("min_group_size", 0, least=2, most=1_000),
        private=private,
        goal=_goal(fields),
        maturity=_maturity(fields),
        caveats=fields.sentences("caveats"),
        filters_in_words=fields.text("where_in_words", ""),
        synonyms=synonyms_of(fields, entry, around),
        also_read_as=_also(fields, entry.name, around.metrics),
        origin=entry.origin,
        declared=status,
        certification=certification_of(fields),
        sunset=sunset_of(fields),
        golden=golden_of(fields, around.dimensions),
    )
    check_change_log(fields, changes)
    if not private:
        for phrase in (entry.name, label):
            around.phrases.claim(phrase, entry.what, entry.place)
    if "where" in fields and not metric.filters_in_words and not private:
        fields.problem(
            "where", f"Say this filter in words: add `where_in_words` to {fields.what}."
        )
    return BoundMetric(metric, fields)


def _kind(entry: Entry) -> str:
    quiet = Fields(entry.what, entry.place, entry.node, ("type",), Problems())
    return quiet.code("type", "")


def _how(kind: str, fields: Fields, around: Surroundings) -> MetricType:
    if kind == "ratio":
        return Ratio(
            numerator=_metric_of(fields, "numerator", around.metrics),
            denominator=_metric_of(fields, "denominator", around.metrics),
            scale=fields.integer("scale", 1, least=1, most=1_000_000),
        )
    if kind == "derived":
        return Derived(_arithmetic(fields, around.metrics))
    if kind not in _BY_TYPE:
        return Derived(_NOTHING)
    return _over_rows(kind, fields, dataset_of(fields, around.datasets))


def _over_rows(kind: str, fields: Fields, dataset: Dataset | None) -> MetricType:
    match kind:
        case "exposure":
            where = _where(fields, dataset)
            opens, closes = _spell(fields, dataset)
            return Exposure(dataset.name if dataset else "", opens, closes, where)
        case "balance":
            opens, closes = _spell(fields, dataset)
            at = fields.choice("at", _ENDS, "end")
            return Balance(_measure(fields, dataset), opens, closes, at)
        case "snapshot":
            days = fields.integer("carry_days", least=0, most=_MOST_DAYS)
            return Snapshot(_measure(fields, dataset), _time(fields, dataset), days)
        case _:
            return Simple(_measure(fields, dataset), _time(fields, dataset))


def _measure(fields: Fields, dataset: Dataset | None) -> Measure:
    aggregation = fields.choice("agg", _AGGREGATIONS)
    if aggregation == "count" and "expr" in fields:
        fields.problem("expr", "`agg: count` counts rows. Drop `expr`, or use count_distinct.")
    counted = aggregation == "count"
    return Measure(
        dataset=dataset.name if dataset else "",
        aggregation=aggregation,
        expression=None if counted else expression_of(fields, "expr", dataset),
        where=_where(fields, dataset),
    )


def _where(fields: Fields, dataset: Dataset | None) -> Expression | None:
    if "where" not in fields:
        return None
    return expression_of(fields, "where", dataset, parse_condition)


def _columns(dataset: Dataset | None) -> tuple[str, ...]:
    return dataset.columns if dataset else ()


def _time(fields: Fields, dataset: Dataset | None) -> str:
    default = dataset.time or None if dataset else ""
    return column_of(fields, "time", _columns(dataset), default)


def _spell(fields: Fields, dataset: Dataset | None) -> tuple[str, str]:
    columns = _columns(dataset)
    return column_of(fields, "opens", columns), column_of(fields, "closes", columns)


def _arithmetic(fields: Fields, metrics: frozenset[str]) -> Expression:
    text = fields.code("expr")
    try:
        expression = parse_arithmetic(text or "0", metrics=metrics)
    except UnsafeQueryError as error:
        fields.problem("expr", f'"expr" of {fields.what}: {error.message}')
        return _NOTHING
    if text and not expression.columns:
        fields.problem("expr", f"{fields.what} must be arithmetic of metrics, not a number.")
    return expression


def _metric_of(
    fields: Fields, name: str, metrics: frozenset[str], default: str | None = None
) -> str:
    metric = fields.code(name, default)
    if metric and metric not in metrics:
        hint = suggestion(metric, metrics)
        fields.problem(name, f'"{name}" of {fields.what}: there is no metric "{metric}". {hint}')
        return ""
    return metric


def _access(fields: Fields, groups: tuple[Group, ...]) -> str:
    access = fields.code("access")
    grants = {grant for group in groups for grant in group.grants}
    if access and groups and access not in grants:
        fields.problem(
            "access", f'No group is granted access "{access}". {suggestion(access, grants)}'
        )
    return access


def _successor(fields: Fields, own: str, metrics: frozenset[str]) -> str:
    successor = _metric_of(fields, "successor", metrics, "")
    if successor == own:
        fields.problem("successor", f"{fields.what} is its own successor. Name another one.")
    deprecated = fields.code("status", "") == "deprecated"
    if deprecated and "successor" not in fields:
        fields.problem(
            "status", f"{fields.what} is deprecated without a successor. Add `successor: …`."
        )
    if "successor" in fields and not deprecated:
        fields.problem(
            "successor", f"{fields.what} has a successor. Write `status: deprecated`, or drop it."
        )
    return successor


def _changes(fields: Fields) -> tuple[Change, ...]:
    changes = tuple(
        Change(
            version=child.integer("version", least=1, most=9_999),
            on=child.day("on"),
            by=child.code("by"),
            why=child.text("why"),
        )
        for child in fields.children("changes", ("version", "on", "by", "why"))
    )
    version = fields.code("version", "")
    if version.isdecimal() and int(version) not in {c.version for c in changes}:
        fields.problem(
            "version",
            f"Version {version} of {fields.what} is not in its change log. "
            f"Add `{{version: {version}, on: …, by: …, why: …}}` to `changes`.",
        )
    return changes


def _goal(fields: Fields) -> Goal | None:
    child = fields.child("goal", ("value", "grain", "source"))
    if child is None:
        return None
    grain = child.choice("grain", GRAINS, GRAINS[0]) if "grain" in child else None
    return Goal(child.number("value"), grain, child.text("source"))


def _maturity(fields: Fields) -> Maturity | None:
    child = fields.child("maturity", ("after_days", "immature", "reason"))
    if child is None:
        return None
    return Maturity(
        after_days=child.integer("after_days", least=1, most=_MOST_DAYS),
        immature=child.choice("immature", ("exclude", "label")),
        reason=child.text("reason"),
    )


def _also(fields: Fields, own: str, metrics: frozenset[str]) -> tuple[str, ...]:
    scalars = fields.scalars("also_read_as")
    for scalar in scalars:
        if scalar.text == own or scalar.text not in metrics:
            hint = suggestion(scalar.text, metrics - {own})
            fields.note(scalar.place, f'There is no other metric "{scalar.text}". {hint}')
    return tuple(s.text for s in scalars)


def _usual_missing(how: MetricType) -> Missing:
    """A period without rows counts zero where a count or sum is asked for, else nothing."""
    match how:
        case Simple(measure=measure) | Balance(measure=measure):
            adds_up = measure.aggregation in ("count", "count_distinct", "sum")
            return "zero" if adds_up else "empty"
        case Exposure():
            return "zero"
        case _:
            return "empty"
