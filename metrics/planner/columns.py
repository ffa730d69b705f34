"""The columns of an answer: dimensions, the period, then each metric with what is beside it."""

from __future__ import annotations

from collections.abc import Iterator

from metrics.model import Dimension, Format, Metric
from metrics.query import MetricQuery
from metrics.result import Column, ColumnKind

_Kind = tuple[ColumnKind, str, Format | None]
_BESIDE: dict[str, _Kind] = {
    "share": ("share", ", share of the total", "percent"),
    "rank": ("rank", ", rank", "integer"),
    "contribution": ("contribution", ", share of the change", "percent"),
}


def columns_of(
    query: MetricQuery, metrics: tuple[Metric, ...], dimensions: tuple[Dimension, ...]
) -> tuple[Column, ...]:
    """The columns in order; a compared metric has three more, each transform may add one."""
    found = [Column(d.name, "dimension", d.label) for d in dimensions]
    if query.grain:
        found.append(Column(query.grain, "time", query.grain.replace("_", " ")))
    for metric in metrics:
        found.append(Column(metric.name, "metric", metric.label, metric.name, metric.format))
        for kind, words, format_ in _beside(query):
            name, label = f"{metric.name}__{kind}", metric.label + words
            found.append(Column(name, kind, label, metric.name, format_ or metric.format))
    return tuple(found)


def _beside(query: MetricQuery) -> Iterator[_Kind]:
    if query.compare_to is not None:
        goal = query.compare_to == "goal"
        yield "previous", ", goal" if goal else " before", None
        yield "change", ", difference from the goal" if goal else ", change", None
        yield "change_ratio", f"{', difference' if goal else ', change'} in percent", "percent"
    for kind in dict.fromkeys(t.kind for t in query.transforms if t.kind in _BESIDE):
        yield _BESIDE[kind]
