"""How a metric stands: drafts, certifications that no longer hold, metrics that came to an end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from metrics.catalog import Catalog
from metrics.errors import SunsetError
from metrics.model import Metric
from metrics.query import MetricQuery


def standing(metric: Metric) -> Iterator[str]:
    """What belongs beside a number whose definition nobody vouches for, or that will end."""
    changed = _changed(metric)
    if changed:
        yield changed
    elif metric.status == "draft":
        yield f"{metric.label} is a draft: its definition is not certified yet."
    if metric.status == "deprecated":
        end = f" and ends on {spell(metric.sunset)}" if metric.sunset else ""
        yield f"{metric.label} is deprecated{end}; its successor is {metric.successor}."


def refuse_after_sunset(query: MetricQuery, catalog: Catalog, today: date) -> None:
    """Nothing where every metric of the query is still answered ``today``.

    Raises:
        SunsetError: one came to an end; ``near`` has its successor.
        NameNotFoundError: one is not there.
    """
    for name in query.metrics:
        metric = catalog.metric(name)
        if metric.sunset is not None and metric.sunset < today:
            raise SunsetError(
                f"{metric.label} is no longer answered: it ended on {spell(metric.sunset)}.",
                near=[metric.successor],
                next_step=f"Ask for {catalog.metric(metric.successor).label} instead.",
            )


def spell(day: date) -> str:
    """A date in words.

    >>> spell(date(2026, 10, 1))
    'October 1, 2026'
    """
    return f"{day:%B} {day.day}, {day.year}"


def _changed(metric: Metric) -> str:
    """A sentence for a metric whose certification no longer fits it, else an empty one."""
    seal = metric.certification
    if seal is None or seal.holds:
        return ""
    return f"{metric.label} has changed since it was certified on {spell(seal.on)} by {seal.by}."
