"""What can only be seen over all metrics: circles, and private parts that nothing uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from metrics.catalog.measures import BoundMetric
from metrics.model import Derived, Metric, Ratio


def parts_of(metric: Metric) -> tuple[str, ...]:
    """The metrics that a ratio or a derived metric is made of, sorted, none twice."""
    match metric.type:
        case Ratio(numerator=numerator, denominator=denominator):
            return tuple(sorted({numerator, denominator} - {""}))
        case Derived(expression=expression):
            return tuple(sorted(expression.columns))
        case _:
            return ()


def check_metrics(bound: Sequence[BoundMetric]) -> None:
    """Note every metric that is made of itself, and every private one that nothing uses."""
    metrics = {b.metric.name: b.metric for b in bound}
    used = {part for metric in metrics.values() for part in parts_of(metric)}
    for item in bound:
        circle = _circle(item.metric.name, metrics)
        if circle:
            field = "numerator" if isinstance(item.metric.type, Ratio) else "expr"
            path = " → ".join(circle)
            item.fields.problem(field, f"{item.fields.what} is made of itself: {path}.")
        if item.metric.private and item.metric.name not in used:
            item.fields.note(
                item.fields.place,
                f"{item.fields.what} is private and no metric uses it. "
                "Use it in a ratio or derived metric, or drop it.",
            )


def _circle(name: str, metrics: Mapping[str, Metric]) -> tuple[str, ...]:
    """The way from a metric back to itself, or nothing."""
    ways: list[tuple[str, ...]] = [(name,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for part in parts_of(metrics[way[-1]]):
            if part == name:
                return (*way, name)
            if part in metrics and part not in seen:
                seen.add(part)
                ways.append((*way, part))
    return ()
