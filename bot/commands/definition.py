"""One metric's definition as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from bot.commands.remarks import ways_to
from metrics.catalog import Catalog
from metrics.model import Derived, Metric, Ratio
from metrics.planner import datasets_behind, reachable_dimensions

DIRECTIONS = {
    "up_is_good": "more is better",
    "down_is_good": "less is better",
    "neutral": "neither more nor less is better",
}


def definition_text(metric: Metric, catalog: Catalog) -> str:
    """All that a person asks of a definition, one fact a line."""
    return "\n".join(f"{name + ':':<14}{value}" for name, value in _facts(metric, catalog))


def standing_text(metric: Metric) -> str:
    """Whether somebody vouches for the metric, and who.

    For instance ``certified by @dana.okafor on 2026-07-01``.
    """
    seal = metric.certification
    if metric.status == "deprecated":
        end = f", answered through {metric.sunset}" if metric.sunset else ""
        return f"deprecated for {metric.successor}{end}"
    if seal is None:
        return metric.status
    if metric.status == "certified":
        return f"certified by {seal.by} on {seal.on}"
    changed = "" if seal.holds else f": changed since {seal.by} certified it on {seal.on}"
    return f"{metric.status}{changed}"


def lineage(metric: Metric, catalog: Catalog) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The datasets that a metric is counted from, each with its warehouse tables."""
    datasets = datasets_behind(metric, (), catalog)
    return tuple((dataset.name, dataset.tables) for dataset in datasets)


def _facts(metric: Metric, catalog: Catalog) -> Iterator[tuple[str, str]]:
    yield "Metric", f"{metric.label} ({metric.name}), version {metric.version}, {metric.status}"
    yield "Counts", metric.description
    if metric.filters_in_words:
        yield "Condition", metric.filters_in_words
    yield _formula(metric)
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
    yield from _record(metric)
    for name, tables in lineage(metric, catalog):
        yield "Read from", f"{name} ({', '.join(tables) or 'no table'})"
    yield "Defined in", f"{metric.origin.file}:{metric.origin.line}"


def _formula(metric: Metric) -> tuple[str, str]:
    match metric.type:
        case Ratio(numerator, denominator, scale):
            times = f"{scale:,} x " if scale != 1 else ""
            return "Formula", f"{times}{numerator} / {denominator}"
        case Derived(expression):
            return "Formula", expression.text
        case spec:
            return "Type", type(spec).__name__.lower()


def _record(metric: Metric) -> Iterator[tuple[str, str]]:
    """Who vouches for it, what became of it, and what it must give."""
    yield "Standing", standing_text(metric)
    yield "Hash", metric.definition_hash
    for change in metric.changes:
        yield "Change", f"v{change.version} on {change.on} by {change.by}: {change.why}"
    for golden in metric.golden:
        only = "".join(f", {name} {' or '.join(values)}" for name, values in golden.filters)
        days = f"in {golden.start} to {golden.end} (left out)" if golden.end else "as it is now"
        yield "Golden", f"{golden.value} {days}{only}, worked out on {golden.on}"
