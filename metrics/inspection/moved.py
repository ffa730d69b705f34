"""Rows that enter and leave a metric, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from metrics.catalog import Catalog
from metrics.compiler import CountedRows, compile_moves
from metrics.inspection.bench import number
from metrics.model import Conversion, Cumulative, Derived, Metric, MetricType, Ratio
from metrics.planner import leaf_dataset, maturing, young_from
from metrics.query import TimeRange
from metrics.warehouse import Warehouse

_MADE_OF_OTHERS = Ratio | Derived | Cumulative
_Way = tuple[Metric, ...]  # from the asked metric down to one that it is made of


@dataclass(frozen=True, slots=True)
class Why:
    """A reason for which rows moved, and how many; one row may have several."""

    direction: Literal["entered", "left"]
    words: str
    rows: int


@dataclass(frozen=True, slots=True)
class MovedRows:
    """What became of the rows of one part.

    Attributes:
        part: the metric that counts them, as it is called now.
        note: why they could not be held against each other; the counts are 0 then.
    """

    part: str
    entered: int
    left: int
    stayed: int
    reasons: tuple[Why, ...]
    note: str = ""


def moved_rows(
    name: str, before: Catalog, now: Catalog, warehouse: Warehouse, days: TimeRange, reach: date
) -> tuple[MovedRows, ...]:
    """The rows of ``days`` that one definition counts and the other does not, by part.

    ``reach`` is the last day with data. Nothing where one side does not have the metric.

    Raises:
        WarehouseError: the data could not be read.
    """
    if name not in before.metrics or name not in now.metrics:
        return ()
    was, becomes = before.metric(name), now.metric(name)
    usual = [{p.name: p.default for p in metric.parameters} for metric in (was, becomes)]
    return tuple(
        _moved(
            _side(old, before, reach, usual[0]), _side(new, now, reach, usual[1]), warehouse, days
        )
        for old, new in dict.fromkeys(_pairs((was,), (becomes,), before, now))
    )


def _pairs(old: _Way, new: _Way, before: Catalog, now: Catalog) -> Iterator[tuple[_Way, _Way]]:
    """The ways to parts that stand in the same place, or bear the same name."""
    places = _places(old[-1].type, new[-1].type)
    for was, becomes in places:
        yield from _pairs((*old, before.metric(was)), (*new, now.metric(becomes)), before, now)
    if places:
        return
    if isinstance(old[-1].type, _MADE_OF_OTHERS) or isinstance(new[-1].type, _MADE_OF_OTHERS):
        known = {way[-1].name: way for way in _ways(old, before)}
        for way in _ways(new, now):
            if way[-1].name in known:
                yield known[way[-1].name], way
    else:
        yield old, new


def _places(old: MetricType, new: MetricType) -> tuple[tuple[str, str], ...]:
    """The names of parts that stand in the same place of two types."""
    match old, new:
        case Ratio(), Ratio():
            return (old.numerator, new.numerator), (old.denominator, new.denominator)
        case Cumulative(), Cumulative():
            return ((old.metric, new.metric),)
        case _:
            return ()


def _ways(way: _Way, catalog: Catalog) -> Iterator[_Way]:
    """The ways on to every part that counts rows."""
    if not way[-1].parts:
        yield way
    for part in way[-1].parts:
        yield from _ways((*way, catalog.metric(part)), catalog)


def _side(way: _Way, catalog: Catalog, reach: date, parameters: Mapping[str, int]) -> CountedRows:
    waits = maturing(way, "exclude")
    cutoff = None
    if waits is not None and waits.maturity is not None:
        cutoff = young_from(waits.maturity, reach, parameters)
    return CountedRows(way[-1], leaf_dataset(way[-1], catalog), cutoff)


def _moved(
    before: CountedRows, now: CountedRows, warehouse: Warehouse, days: TimeRange
) -> MovedRows:
    moves = compile_moves(before, now, days, warehouse.dialect)
    if moves is None:
        return MovedRows(now.metric.name, 0, 0, 0, (), _why_not(before, now))
    entered, left, stayed, *counts = map(number, warehouse.run(moves.statement).rows[0])
    reasons = (
        Why(reason.direction, reason.words, rows)
        for reason, rows in zip(moves.reasons, counts, strict=True)
        if rows
    )
    return MovedRows(now.metric.name, entered, left, stayed, tuple(reasons))


def _why_not(before: CountedRows, now: CountedRows) -> str:
    if isinstance(before.metric.type, Conversion) or isinstance(now.metric.type, Conversion):
        return "Rows cannot be followed: a conversion counts by what comes after a row."
    was, becomes = (", ".join(side.dataset.key) for side in (before, now))
    return f"Rows cannot be followed: a row was one {was}, and is one {becomes}."
