"""What the data of a build say against a number: sentences that stand beside it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, timedelta

from metrics.errors import WarehouseError
from metrics.layer.build import DataBuild
from metrics.model import Dataset
from metrics.planner import Plan, spell, typed
from metrics.query import Filter

_LOG = logging.getLogger(__name__)
_VALUES_NAMED = 3


def said_of_data(planned: Plan, build: DataBuild) -> Iterator[str]:
    """What a careful reader must know of the data behind a plan.

    A viewer who sees some of the rows only is not told which values there are.
    """
    yield from _latest_rows(planned, build)
    yield from _counted_again(planned, build)
    if not planned.narrowed:
        for condition in planned.query.filters:
            yield from _unknown_values(condition, build)


def _latest_rows(planned: Plan, build: DataBuild) -> Iterator[str]:
    """Where nothing tells how far data are loaded, and their rows end before the days asked."""
    asked = planned.read_range.end - timedelta(days=1)
    dated = {(branch.dataset.name, branch.dated_by): branch.dataset for branch in planned.branches}
    for (_, dated_by), dataset in dated.items():
        if dated_by and not build.tells_reach(dataset):
            day = build.latest_day(dataset, dated_by)
            if day is None or day < asked:
                yield _said_latest(dataset.label.lower(), day)


def _said_latest(label: str, day: date | None) -> str:
    if day is None:
        return f"There are no {label} in the data at all."
    return (
        f"How far the data are loaded is not known. The latest of the {label} is of {spell(day)}."
    )


def _counted_again(planned: Plan, build: DataBuild) -> Iterator[str]:
    """Of rows that are there several times, and so are counted several times."""
    counted = {d.name: d for branch in planned.branches for d in branch.counted}
    for dataset in counted.values():
        count, label = _repeated_keys(dataset, build), dataset.label.lower()
        if count and planned.narrowed:
            yield f"Some of the {label} stand in the data several times, and count each time."
        elif count:
            stand, they_count = ("stands", "counts") if count == 1 else ("stand", "count")
            yield (
                f"{count:,} of the {label} {stand} in the data several times, "
                f"and {they_count} each time."
            )


def _repeated_keys(dataset: Dataset, build: DataBuild) -> int:
    """Zero where they cannot be looked up: the log says so, and the answer is not kept back."""
    if dataset.name in build.unread_keys:
        return 0
    try:
        return build.repeated_keys(dataset)
    except WarehouseError as error:
        _LOG.error("the keys of %s cannot be looked up: %s", dataset.name, error.message)
        build.unread_keys.add(dataset.name)
        return 0


def _unknown_values(condition: Filter, build: DataBuild) -> Iterator[str]:
    """Of values that no row of the data has: a slip must not look like zero."""
    dimension = build.catalog.dimension(condition.dimension)
    if condition.op not in ("in", "not_in") or not (dimension.indexed or dimension.values):
        return
    known = build.occurring(dimension)
    unknown = [str(v) for v in condition.values if known and typed(dimension, v) not in known]
    if unknown:
        named = " or ".join(f'"{value}"' for value in unknown[:_VALUES_NAMED])
        more = " and so on" if len(unknown) > _VALUES_NAMED else ""
        called = "called " if dimension.data_type == "string" else ""
        yield f"No {dimension.label.lower()} in the data is {called}{named}{more}."
