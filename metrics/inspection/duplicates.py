"""Metrics that are the same number under two names."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from metrics.catalog import Catalog, canonical_sql
from metrics.inspection.canonical import canonical
from metrics.inspection.findings import Finding
from metrics.model import Dataset, Derived, Expression, Metric


def duplicates(catalog: Catalog) -> Iterator[Finding]:
    """Every metric that counts what an earlier one counts."""
    first: dict[str, Metric] = {}
    for metric in catalog.metrics.values():
        earlier = first.setdefault(meaning(metric, catalog), metric)
        if earlier is not metric:
            place = f"{earlier.origin.file}:{earlier.origin.line}"
            yield Finding(
                "warning",
                "duplicate",
                metric.name,
                f'Metric "{metric.name}" is the same number as "{earlier.name}" in {place}.',
                "Keep one, and make the other's words its synonyms.",
                metric.origin,
            )


def meaning(metric: Metric, catalog: Catalog) -> str:
    """What a metric counts, in one form: rows, conditions, time, aggregate, window.

    Metrics with the same meaning give the same number; what stands for no rows aside.
    """
    left_out = (
        metric.maturity if metric.maturity and metric.maturity.immature == "exclude" else None
    )
    age = f"{left_out.after_months} months {left_out.after_days} days" if left_out else "no time"
    chosen = sorted((parameter.name, parameter.default) for parameter in metric.parameters)
    return f"{_shape(metric.type, metric, catalog)} after {age} with {chosen}"


def _shape(value: Any, metric: Metric, catalog: Catalog) -> str:
    if isinstance(value, Derived):
        parts = {n: f"<{meaning(catalog.metric(n), catalog)}>" for n in metric.parts}
        return f"Derived({canonical(value.expression.tree, parts)})"
    if isinstance(value, Expression):
        return canonical(value.tree)
    if dataclasses.is_dataclass(value):
        fields = (
            f"{f.name}={_field(f.name, getattr(value, f.name), metric, catalog)}"
            for f in dataclasses.fields(value)
        )
        return f"{type(value).__name__}({', '.join(fields)})"
    return str(value)


def _field(name: str, value: Any, metric: Metric, catalog: Catalog) -> str:
    if name == "dataset":
        return _rows(catalog.dataset(value))
    if isinstance(value, str) and value in metric.parts:
        return f"<{meaning(catalog.metric(value), catalog)}>"
    return _shape(value, metric, catalog)


def _rows(dataset: Dataset) -> str:
    return canonical_sql(dataset.query.text) if dataset.query else dataset.source.lower()
