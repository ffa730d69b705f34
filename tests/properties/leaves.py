"""Which rows count for a metric with a dataset of its own, and what each of them is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from metrics.query import Filter
from tests.properties.days import DAY, Days, later
from tests.properties.meaning import (
    METRICS,
    Balance,
    Conversion,
    Exposure,
    Metric,
    Simple,
    Snapshot,
    dated,
    views,
)
from tests.properties.rows import Row, Workshop

Value = Any
Group = tuple[Value, ...]


@dataclass(frozen=True)
class Reader:
    """Reads rows under conditions, split by dimensions; nothing after ``as_of`` is known."""

    workshop: Workshop
    dimensions: tuple[str, ...]
    filters: tuple[Filter, ...]
    parameters: dict[str, int]
    as_of: date
    _views: dict[str, list[tuple[Row, list[Group]]]] = field(default_factory=dict)

    def values(self, name: str, days: Days) -> dict[Group, Value]:
        """The metric's value for every combination that occurs in the days."""
        metric = METRICS[name]
        worth: dict[Group, list[Value]] = {}
        for row, value in self._counting(metric, days):
            for group in self._groups(metric.type.measure.dataset, row):
                worth.setdefault(group, []).append(value)
        return {
            group: metric.type.measure.how([v for v in values if v is not None])
            for group, values in worth.items()
        }

    def _groups(self, dataset: str, row: Row) -> list[Group]:
        """The combinations that the row counts under, each once, where the conditions hold."""
        if dataset not in self._views:
            self._views[dataset] = [
                (one, self._split(dataset, one)) for one in self.workshop.rows(dataset)
            ]
        return next(groups for one, groups in self._views[dataset] if one is row)

    def _split(self, dataset: str, row: Row) -> list[Group]:
        held = [
            view
            for view in views(self.workshop, dataset, row)
            if all(passes(f, view[f.dimension]) for f in self.filters)
        ]
        return list(dict.fromkeys(tuple(view[d] for d in self.dimensions) for view in held))

    def _counting(self, metric: Metric, days: Days) -> Iterator[tuple[Row, Value]]:
        """The rows that count in the days, each with what it is worth; None: it is not known."""
        spec = metric.type
        taken = self._taken(spec, days) if isinstance(spec, Snapshot) else None
        for row in self.workshop.rows(spec.measure.dataset):
            if not spec.measure.only(row):
                continue
            value = spec.measure.of(row)
            match spec:
                case Simple():
                    counts = _lies(dated(row, spec.when), days)
                case Conversion():
                    counts = _lies(dated(row, spec.when), days)
                    value = self._following(spec, row) if counts else None
                case Balance():
                    counts = _is_open(spec, row, days)
                case Exposure():
                    overlap = _overlap(spec, row, days)
                    counts = overlap > 0
                    value = None if value is None else value * overlap
                case _:
                    counts = taken is not None and dated(row, spec.when) == taken
            if counts:
                yield row, value

    def _taken(self, spec: Snapshot, days: Days) -> date | None:
        """The day of the last count on or before the last day, unless that is too old."""
        last = days.end - DAY
        found = [dated(row, spec.when) for row in self.workshop.rows(spec.measure.dataset)]
        before = [d for d in found if d is not None and d <= last]
        newest = max(before, default=None)
        return newest if newest and last - newest <= DAY * spec.carry_days else None

    def _following(self, spec: Conversion, row: Row) -> int | None:
        """How many events follow the row in time; for converted rows one, or none at all."""
        own, other = spec.same
        start = dated(row, spec.when)
        time = Days(start, later(start, self.parameters[spec.length], spec.unit))
        events = [
            event
            for event in self.workshop.rows(spec.events)
            if row[own] is not None
            and event[other] == row[own]
            and _lies(dated(event, spec.event_when), time)
            and dated(event, spec.event_when) <= self.as_of
        ]
        if spec.counts == "events":
            return len(events)
        return 1 if events else None


def passes(condition: Filter, value: Value) -> bool:
    """Whether a value meets a condition; one that is unknown is in no list."""
    if value is None:
        return condition.op in ("is_null", "not_in")
    return _HOLDS[condition.op](value, condition.values)


_HOLDS: dict[str, Callable[[Value, tuple[Value, ...]], bool]] = {
    "in": lambda value, given: value in given,
    "not_in": lambda value, given: value not in given,
    "between": lambda value, given: given[0] <= value <= given[1],
    "is_null": lambda _, __: False,
    "not_null": lambda _, __: True,
    ">": lambda value, given: value > given[0],
    ">=": lambda value, given: value >= given[0],
    "<": lambda value, given: value < given[0],
    "<=": lambda value, given: value <= given[0],
}


def _lies(day: date | None, days: Days) -> bool:
    return day is not None and day in days


def _is_open(spec: Balance, row: Row, days: Days) -> bool:
    day = days.end - DAY if spec.at == "end" else days.start - DAY
    opens, closes = dated(row, spec.opens), dated(row, spec.closes)
    return opens is not None and opens <= day and (closes is None or closes > day)


def _overlap(spec: Exposure, row: Row, days: Days) -> int:
    opens, closes = dated(row, spec.opens), dated(row, spec.closes)
    if opens is None:
        return 0
    return len(Days(max(opens, days.start), min(closes or days.end, days.end)))
