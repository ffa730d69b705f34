"""Binding of rollups: what is added up ahead, and whether it can be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from metrics.catalog.datasets import column_of, dataset_of
from metrics.catalog.fields import Fields, suggestion
from metrics.catalog.names import Entry, Surroundings
from metrics.model import Balance, Metric, MetricType, Rollup, Simple

_FIELDS = ("dataset", "time", "grain", "dimensions", "metrics")
_GRAINS: tuple[Literal["day", "month"], ...] = ("day", "month")
_ADDS_UP = ("count", "sum", "min", "max")


def bind_rollup(entry: Entry, around: Surroundings, metrics: Mapping[str, Metric]) -> Rollup:
    """One rollup; its dimensions are routed when it is built."""
    fields = Fields(entry.what, entry.place, entry.node, _FIELDS, around.problems)
    dataset = dataset_of(fields, around.datasets)
    time = column_of(fields, "time", dataset.columns if dataset else ())
    name = dataset.name if dataset else ""
    return Rollup(
        name=entry.name,
        dataset=name,
        time=time,
        grain=fields.choice("grain", _GRAINS),
        dimensions=_names(fields, "dimensions", around.dimensions),
        metrics=tuple(_fitting(fields, name, time, metrics)),
        origin=entry.origin,
    )


def _names(fields: Fields, name: str, known: frozenset[str]) -> tuple[str, ...]:
    found = fields.scalars(name, required=True)
    for scalar in found:
        if scalar.text not in known:
            hint = suggestion(scalar.text, known)
            fields.note(scalar.place, f'There is no "{scalar.text}" among the {name}. {hint}')
    return tuple(s.text for s in found if s.text in known)


def _fitting(fields: Fields, dataset: str, time: str, metrics: Mapping[str, Metric]) -> list[str]:
    """The metrics that can be added up ahead; why one cannot is noted."""
    found: list[str] = []
    kinds: set[str] = set()
    for name in _names(fields, "metrics", frozenset(metrics)):
        kind = _kind(metrics[name].type, dataset, time)
        kinds |= {kind} if kind else set()
        if kind and len(kinds) == 1:
            found.append(name)
        else:
            fields.problem(
                "metrics",
                f'"{name}" cannot be in {fields.what}: a rollup holds counts, sums, least and '
                f"greatest values of {dataset} by {time}, or else counts of its spells that open "
                f"by {time} and close by one other column.",
            )
    return found


def _kind(spec: MetricType, dataset: str, time: str) -> str:
    """What may stand together in a rollup: rows, or spells by what closes them; empty: neither."""
    match spec:
        case Simple(measure=measure, time=own) if (measure.dataset, own) == (dataset, time):
            return "rows" if measure.aggregation in _ADDS_UP else ""
        case Balance(measure=measure, opens=own) if (measure.dataset, own) == (dataset, time):
            return f"spells by {spec.closes}" if measure.aggregation == "count" else ""
        case _:
            return ""
