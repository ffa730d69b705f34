"""The review of definitions that load: what needs no data, but a date and a second look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from metrics.catalog import Catalog
from metrics.certification import GoldenValue
from metrics.inspection.certify import certification_line
from metrics.inspection.duplicates import duplicates
from metrics.inspection.findings import Finding, Severity, worst_first
from metrics.model import Metric
from metrics.planner import is_undated, reachable_dimensions


def review(catalog: Catalog, today: date) -> tuple[Finding, ...]:
    """All that the definitions need, worst first."""
    return worst_first(found for look in REVIEWS for found in look(catalog, today))


def certifications(catalog: Catalog, today: date) -> Iterator[Finding]:
    """Metrics that say they are certified and are not, each with the line to write."""
    for metric in catalog.metrics.values():
        seal = metric.certification
        if seal is not None and seal.on > today:
            message = f'Metric "{metric.name}" was certified on {seal.on}, which is yet to come.'
            yield _found("problem", "certification", metric, message, "Write the day it was.")
        if metric.declared != "certified" or (seal is not None and seal.holds):
            continue
        line = certification_line(metric, by="WHO", on=today)
        command = f"`paceline metrics certify {metric.name} --by WHO` writes `{line}`."
        if seal is None:
            message = f'Metric "{metric.name}" says it is certified, but not by whom: a draft.'
            yield _found("warning", "certification", metric, message, command)
            continue
        changed = f"has changed since it was certified on {seal.on} by {seal.by}"
        if metric.version > seal.version:
            message = f'Version {metric.version} of metric "{metric.name}" {changed}.'
            yield _found("warning", "certification", metric, message, command)
        else:
            yield _unversioned(metric, changed, today)


def change_logs(catalog: Catalog, today: date) -> Iterator[Finding]:
    """Change logs that know the future, or more than the metric."""
    for metric in catalog.metrics.values():
        for change in metric.changes:
            if change.on > today:
                message = (
                    f'Version {change.version} of metric "{metric.name}" is of {change.on}, '
                    "which is yet to come."
                )
                yield _found("problem", "change_log", metric, message, "Write the day it was.")
        newest = max((change.version for change in metric.changes), default=metric.version)
        if newest > metric.version:
            message = (
                f'The change log of metric "{metric.name}" goes on to version {newest}; '
                f"the metric says {metric.version}."
            )
            yield _found("problem", "change_log", metric, message, f"Write `version: {newest}`.")


def deprecations(catalog: Catalog, today: date) -> Iterator[Finding]:
    """Metrics that end without a day, that have ended, or that others still lean on."""
    for metric in catalog.metrics.values():
        if metric.status == "deprecated":
            yield from _deprecation(metric, catalog, today)
        for part in metric.parts:
            old = catalog.metric(part)
            if old.status == "deprecated" and metric.status != "deprecated":
                message = f'Metric "{metric.name}" is made of "{part}", which is deprecated.'
                advice = f'Make it of "{old.successor}".'
                yield _found("warning", "deprecation", metric, message, advice)


def golden_values(catalog: Catalog, today: date) -> Iterator[Finding]:
    """Golden values that cannot be asked for."""
    for metric in catalog.metrics.values():
        if metric.golden and metric.private:
            message = f'Metric "{metric.name}" is private; its golden values are never asked for.'
            yield _found("problem", "golden", metric, message, "Give them to what is made of it.")
        for golden in metric.golden:
            yield from _golden_days(metric, golden, catalog)
            for name in sorted(
                {n for n, _ in golden.filters} - reachable_dimensions(metric.name, catalog)
            ):
                message = f'Metric "{metric.name}" cannot be filtered by "{name}".'
                yield _found("problem", "golden", metric, message, "Drop the golden value.")
            if golden.on > today:
                message = f'A golden value of "{metric.name}" is of {golden.on}, yet to come.'
                yield _found("problem", "golden", metric, message, "Write the day it was.")


def _golden_days(metric: Metric, golden: GoldenValue, catalog: Catalog) -> Iterator[Finding]:
    if is_undated(metric, catalog) and golden.end is not None:
        message = f'Metric "{metric.name}" cannot be told for a time: its data carry no date.'
        advice = "Drop the days of its golden value: it is of the data as they are now."
        yield _found("problem", "golden", metric, message, advice)
    elif golden.end is None and not is_undated(metric, catalog):
        message = f'A golden value of "{metric.name}" has no days.'
        yield _found("problem", "golden", metric, message, "Write its `period` or `range`.")


def same_numbers(catalog: Catalog, today: date) -> Iterator[Finding]:
    """Metrics that are the same number under two names."""
    del today  # a review takes it; this one needs none
    yield from duplicates(catalog)


REVIEWS: tuple[Callable[[Catalog, date], Iterator[Finding]], ...] = (
    certifications,
    change_logs,
    deprecations,
    golden_values,
    same_numbers,
)


def _deprecation(metric: Metric, catalog: Catalog, today: date) -> Iterator[Finding]:
    name = f'Metric "{metric.name}"'
    if metric.sunset is None:
        message = f"{name} is deprecated, but not until when."
        advice = "Write `sunset: DATE`, the last day on which it is answered."
        yield _found("warning", "deprecation", metric, message, advice)
    elif metric.sunset < today:
        message = f"{name} ended on {metric.sunset} and is refused since."
        advice = f'Take it out, and give its synonyms to "{metric.successor}".'
        yield _found("warning", "deprecation", metric, message, advice)
    successor = catalog.metric(metric.successor)
    if successor.private or successor.status == "deprecated":
        why = "private" if successor.private else "deprecated too"
        message = f'{name} names "{successor.name}" as its successor, which is {why}.'
        yield _found("problem", "deprecation", metric, message, "Name one that people may ask.")


def _unversioned(metric: Metric, changed: str, today: date) -> Finding:
    following = metric.version + 1
    return _found(
        "problem",
        "certification",
        metric,
        f'Metric "{metric.name}" {changed}, without a new version.',
        f"Write `version: {following}`, add "
        f"`{{version: {following}, on: {today}, by: …, why: …}}` to `changes`, "
        f"then run `paceline metrics certify {metric.name} --by WHO`.",
    )


def _found(severity: Severity, check: str, metric: Metric, message: str, advice: str) -> Finding:
    return Finding(severity, check, metric.name, message, advice, metric.origin)
