"""One metric's definition as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from bot.commands.remarks import ways_to
from metrics.catalog import Catalog
from metrics.model import Derived, Metric, Ratio
from metrics.planner import reachable_dimensions

DIRECTIONS = {
    "up_is_good": "more is better",
    "down_is_good": "less is better",
    "neutral": "neither more nor less is better",
}


def definition_text(metric: Metric, catalog: Catalog) -> str:
    """All that a person asks of a definition, one fact a line."""
    return "\n".join(f"{name + ':':<14}{value}" for name, value in _facts(metric, catalog))


def _facts(metric: Metric, catalog: Catalog) -> Iterator[tuple[str, str]]:
    yield "Metric", f"{metric.label} ({metric.name}), version {metric.version}, {metric.status}"
    yield "Counts", metric.description
    if metric.filters_in_words:
        yield "Condition", metric.filters_in_words
    match metric.type:
        case Ratio(numerator, denominator, scale):
            times = f"{scale:,} x " if scale != 1 else ""
            yield "Formula", f"{times}{numerator} / {denominator}"
        case Derived(expression):
            yield "Formula", expression.text
        case spec:
            yield "Type", type(spec).__name__.lower()
    yield "Direction", DIRECTIONS[metric.direction]
    if metric.goal:
        yield "Goal", f"{metric.goal.value:g} ({metric.goal.source})"
    if metric.judged_by:
        yield "Judged by", f"{metric.judged_by}: better or worse within one value of it only"
    yield "Owner", f"{metric.owner}, steward {metric.steward}"
    yield "Open to", f"viewers with the {metric.access} tier"
    if metric.maturity:
        yield "Maturity", f"{metric.maturity.after_days} days. {metric.maturity.reason}"
    if metric.synonyms:
        yield "Also called", ", ".join(s.text for s in metric.synonyms)
    yield "Split by", ", ".join(sorted(reachable_dimensions(metric.name, catalog)))
    for dimension, ways in ways_to(metric, catalog):
        yield "Not by", f"{dimension}. {ways}"
    for change in metric.changes:
        yield "Change", f"v{change.version} on {change.on} by {change.by}: {change.why}"
    yield "Defined in", f"{metric.origin.file}:{metric.origin.line}"
