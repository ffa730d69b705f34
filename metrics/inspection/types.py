"""Columns and expressions have the types that metrics, dimensions and joins lean on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from metrics.inspection.bench import Bench, Look, found
from metrics.inspection.findings import Finding
from metrics.model import (
    Balance,
    Conversion,
    Dataset,
    DataType,
    Dimension,
    Exposure,
    Expression,
    Measure,
    Metric,
    Simple,
    Snapshot,
)
from metrics.planner import leaf_dataset
from metrics.warehouse import type_family

_DAYS = frozenset({"date", "moment"})  # the engine cuts moments with a zone into company days
_NUMBERS = frozenset({"integer", "number"})
_BY_DATA_TYPE: dict[DataType, frozenset[str]] = {
    "string": frozenset({"string"}),
    "integer": frozenset({"integer"}),
    "number": _NUMBERS,
    "boolean": frozenset({"boolean"}),
    "date": _DAYS,
}
_NO_ZONE = "Its days are those that it is written in, maybe UTC: use a DATE, or one with a zone."


@dataclass(frozen=True, slots=True)
class Need:
    """An expression or column, what it is in its definition, and the families that will do."""

    on: Metric | Dimension | Dataset
    role: str
    value: Expression | str
    families: frozenset[str]

    @property
    def words(self) -> str:
        """For instance ``"time" of "claims_paid"``."""
        return f'"{self.role}" of "{self.on.name}"'

    @property
    def text(self) -> str:
        """The expression as it is written, or the column's name."""
        return self.value if isinstance(self.value, str) else " ".join(self.value.text.split())


@dataclass(frozen=True, slots=True)
class Link:
    """Columns that are held against those of dataset ``to``, and what does so."""

    on: Metric | Dataset
    words: str
    to: str
    pairs: tuple[tuple[str, str], ...]


def columns(bench: Bench) -> Iterator[Look]:
    """Every column that a dataset gives out is there."""
    for dataset in bench.catalog.datasets.values():
        look = partial(_columns, bench, dataset)
        yield Look(dataset.name, f"the columns of {dataset.name}", dataset.origin, look)


def types(bench: Bench) -> Iterator[Look]:
    """Every expression works, and gives what it is used as."""
    for dataset in bench.catalog.datasets.values():
        needs = tuple(_needs(dataset, bench))
        look = partial(_types, bench, dataset, needs)
        yield Look(dataset.name, f"the types of {dataset.name}", dataset.origin, look)


def _columns(bench: Bench, dataset: Dataset) -> Iterator[Finding]:
    missing = [name for name, kind in bench.column_types(dataset).items() if not kind]
    if not missing:
        return
    bench.unreadable.add(dataset.name)
    if len(missing) == len(dataset.columns):
        tables = ", ".join(dataset.tables)
        message = f'Dataset "{dataset.name}" cannot be read.'
        advice = f"Look whether the warehouse has {tables}, with the columns that it reads."
        yield found("problem", "columns", dataset, message, advice)
        return
    for name in missing:
        message = f'Dataset "{dataset.name}" has no column "{name}" in the warehouse.'
        yield found("problem", "columns", dataset, message, "Take it out, or load it.")


def _types(bench: Bench, dataset: Dataset, needs: tuple[Need, ...]) -> Iterator[Finding]:
    if dataset.name in bench.unreadable:
        return
    kinds = bench.types(dataset, [need.value for need in needs])
    for need, kind in zip(needs, kinds, strict=True):
        yield from _judge(need, kind)
    for link in _links(dataset, bench):
        yield from _matched(link, dataset, bench)


def _links(dataset: Dataset, bench: Bench) -> Iterator[Link]:
    for join in dataset.joins:
        yield Link(dataset, f'Join "{join.name}" of "{dataset.name}"', join.to, join.on)
    for metric in bench.catalog.metrics.values():
        spec = metric.type
        if isinstance(spec, Conversion) and spec.measure.dataset == dataset.name:
            words = f'"entity" of "{metric.name}"'
            yield Link(metric, words, spec.event.dataset, spec.entity)


def _matched(link: Link, dataset: Dataset, bench: Bench) -> Iterator[Finding]:
    if link.to in bench.unreadable:
        return
    own, theirs = (bench.column_types(d) for d in (dataset, bench.catalog.dataset(link.to)))
    for mine, other in link.pairs:
        if _joined(own[mine]) != _joined(theirs[other]):
            message = (
                f"{link.words} holds {mine} ({own[mine]}) against "
                f"{link.to}.{other} ({theirs[other]})."
            )
            yield found("problem", "types", link.on, message, "Give both one type.")


def _judge(need: Need, kind: str) -> Iterator[Finding]:
    if not kind:
        message = f"{need.words} does not work on the data: {need.text}."
        yield found("problem", "types", need.on, message, "The log says what the engine answered.")
    elif need.families and type_family(kind) not in need.families:
        unzoned = type_family(kind) == "time" and need.families == _DAYS
        wanted = " or ".join(sorted(need.families - {"moment"}))
        message = f"{need.words} must be {_article(wanted)} {wanted}, but {need.text} is {kind}."
        advice = _NO_ZONE if unzoned else "Cast it, or use another column."
        yield found("warning" if unzoned else "problem", "types", need.on, message, advice)


def _needs(dataset: Dataset, bench: Bench) -> Iterator[Need]:
    if dataset.time:
        yield Need(dataset, "time", dataset.time, _DAYS)
    for dimension in bench.catalog.dimensions.values():
        if dimension.dataset == dataset.name:
            families = _BY_DATA_TYPE[dimension.data_type]
            yield Need(dimension, "expr", dimension.expression, families)
    for metric in bench.catalog.metrics.values():
        yield from _needs_of_metric(metric, dataset, bench)
        yield from _needs_of_events(metric, dataset)


def _needs_of_metric(metric: Metric, dataset: Dataset, bench: Bench) -> Iterator[Need]:
    measure: Measure | None = None
    match metric.type:
        case Simple(measure=measure, time=time) | Snapshot(measure=measure, time=time):
            days: Iterable[tuple[str, str]] = [("time", time)]
            where = measure.where
        case Balance(measure=measure, opens=opens, closes=closes):
            days, where = [("opens", opens), ("closes", closes)], measure.where
        case Exposure(opens=opens, closes=closes, where=where):
            days = [("opens", opens), ("closes", closes)]
        case Conversion(measure=measure, time=time):
            days, where = [("time", time)], measure.where
        case _:
            return
    if leaf_dataset(metric, bench.catalog).name != dataset.name:
        return
    yield from (Need(metric, role, column, _DAYS) for role, column in days if column)
    if isinstance(metric.type, Exposure) and metric.type.per_day is not None:
        yield Need(metric, "per_day", metric.type.per_day, _NUMBERS)
    if measure is not None and measure.expression is not None:
        counted = measure.aggregation in ("count", "count_distinct")
        yield Need(metric, "expr", measure.expression, frozenset() if counted else _NUMBERS)
    if where is not None:
        yield Need(metric, "where", where, frozenset({"boolean"}))


def _needs_of_events(metric: Metric, dataset: Dataset) -> Iterator[Need]:
    spec = metric.type
    if isinstance(spec, Conversion) and spec.event.dataset == dataset.name:
        yield Need(metric, "event time", spec.event_time, _DAYS)
        if spec.event.where is not None:
            yield Need(metric, "event where", spec.event.where, frozenset({"boolean"}))


def _joined(kind: str) -> str:
    return "number" if type_family(kind) == "integer" else type_family(kind)


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"
