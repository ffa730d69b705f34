"""What is added up first: a choice that changes how long an answer takes, and nothing else.

``rows``: joined as they are, then added up. ``by_key``: added up by the foreign key, then joined,
so that far fewer rows are looked up. ``by_day``: added up by day, then by the periods that the
days lie in. ``by_day_once``: the same for the periods and those compared with, in one reading.
``by_date``: rows find their periods by their day, which is looked up among the periods once.
``by_change``: spells that opened less those that closed by day, for a state in many periods.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from metrics.model import (
    Balance,
    Conversion,
    Dataset,
    Exposure,
    Expression,
    Simple,
    Snapshot,
    measure_of,
)
from metrics.planner.parts import Branch, Plan, RoutedDimension, RoutedFilter, Shape, Window

_PARTS = ("count", "sum", "average", "min", "max")  # that follow from those of parts of the rows
_SHARED: tuple[Shape, ...] = ("by_key", "by_change")  # no gain where rows are read as they are
_PAYS = 2  # rows for each key, from which adding up by key is the quicker


@dataclass(frozen=True, slots=True)
class TableFacts:
    """About how many ``rows`` a table has, which of its columns hold ``integers``, which days."""

    rows: int
    integers: frozenset[str]
    days: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DataFacts:
    """What is known of one build of the data; ``tables`` by the names that datasets give them.

    ``since`` is the first day of the history. No answer depends on any of it.
    """

    since: date
    tables: Mapping[str, TableFacts] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """The ``column`` of a branch's rows by which they look up one of ``target``."""

    column: str
    target: Dataset


def shaped(plan: Plan, data: DataFacts | None = None) -> Plan:
    """The plan with a shape for every branch; of what is not known, the rows are joined."""
    first = [replace(b, shape=_shape(b, plan, data)) for b in plan.branches]
    as_they_are = {rows_read(b) for b in first if b.shape == "rows"}
    branches = tuple(
        replace(b, shape="rows") if b.shape in _SHARED and rows_read(b) in as_they_are else b
        for b in first
    )
    return replace(plan, branches=branches)


@dataclass(frozen=True, slots=True)
class RowsRead:
    """Which rows a branch reads, and by what they come into a period.

    ``by`` is the metric's type with the columns and lengths that decide it.
    """

    dataset: str
    by: tuple[object, ...]
    where: str
    dimensions: tuple[RoutedDimension, ...]
    filters: tuple[RoutedFilter, ...]
    windows: tuple[Window, ...]
    compared: tuple[Window, ...]
    cutoff: date | None
    changes: str


def rows_read(branch: Branch) -> RowsRead:
    """What two branches of the same shape must have in common to be read together."""
    where = row_condition(branch)
    spec = branch.metric.type
    match spec:
        case Simple(time=dated_by):
            by: tuple[object, ...] = (dated_by,)
        case Balance(opens=opens, closes=closes, at=at):
            by = (opens, closes, at)
        case Exposure(opens=opens, closes=closes):
            by = (opens, closes)
        case Snapshot(time=dated_by, carry_days=days):
            by = (dated_by, days)
        case _:
            by = (branch.metric.name, branch.within)
    return RowsRead(
        dataset=branch.dataset.name,
        by=(type(spec), *by),
        where=where.text if where else "",
        dimensions=branch.dimensions,
        filters=branch.filters,
        windows=branch.windows,
        compared=branch.compared,
        cutoff=branch.cutoff,
        changes=branch.changes,
    )


def row_condition(branch: Branch) -> Expression | None:
    """Which rows of its dataset the metric counts; None: all."""
    spec = branch.metric.type
    if isinstance(spec, Exposure):
        return spec.where
    measure = measure_of(spec)
    return None if measure is None else measure.where


def foreign_key(branch: Branch) -> ForeignKey | None:
    """The one join that all of the branch's dimensions begin with; None: there is no such.

    Neither a dimension of the rows themselves nor a condition on what is joined goes with it: the
    first would come beside the key, and the second is met sooner by the join.
    """
    ways = {routed.hops[:1] for routed in branch.dimensions}
    if len(ways) != 1 or any(f.routed.hops or f.routed.bridge for f in branch.filters):
        return None
    hop = next((hop for way in ways for hop in way), None)
    return ForeignKey(hop.join.on[0][0], hop.target) if hop and len(hop.join.on) == 1 else None


def _shape(branch: Branch, plan: Plan, data: DataFacts | None) -> Shape:
    if branch.changes:
        return "by_change"
    is_series = max(len(branch.windows), len(branch.compared)) > 1
    if is_series and _counts_spells(branch, data):
        return "by_change"
    if not _adds_up(branch):
        return "by_date" if is_series and _is_dated_table(branch) else "rows"
    if is_series:
        return "by_day_once" if _meet(branch.windows, branch.compared) else "by_day"
    if data is None or not isinstance(branch.metric.type, Simple):
        return "rows"
    return "by_key" if _pays(branch, plan, data) else "rows"


def _adds_up(branch: Branch) -> bool:
    """Whether the value of all rows follows from the values of parts of them."""
    match branch.metric.type:
        case Simple(measure=measure, time=dated_by):
            return bool(dated_by) and measure.aggregation in _PARTS
        case _:
            return isinstance(branch.metric.type, Conversion)


def _is_dated_table(branch: Branch) -> bool:
    """Whether the days of the rows are read at little cost: a query would be run twice."""
    spec = branch.metric.type
    return isinstance(spec, Simple) and bool(spec.time and branch.dataset.source)


def _counts_spells(branch: Branch, data: DataFacts | None) -> bool:
    """Whether the value is a count of spells, or of their days, and so exact in any order.

    Where spells have hours, one may have no day in a window and still be told there.
    """
    match branch.metric.type:
        case Balance(measure=measure):
            return measure.aggregation == "count"
        case Exposure(per_day=None, opens=opens, closes=closes) if data is not None:
            table = _table(branch.dataset, data)
            return table is not None and {opens.casefold(), closes.casefold()} <= table.days
        case _:
            return False


def _meet(windows: tuple[Window, ...], compared: tuple[Window, ...]) -> bool:
    """Whether no day lies between the two: then one reading takes in nothing else."""
    if not windows or not compared:
        return False
    return min(w.start for w in windows) <= max(w.end for w in compared) and (
        min(w.start for w in compared) <= max(w.end for w in windows)
    )


def _pays(branch: Branch, plan: Plan, data: DataFacts) -> bool:
    """Whether there are several rows in the window for each key of what is joined."""
    key, windows = foreign_key(branch), (*branch.windows, *branch.compared)
    if key is None or not windows or plan.query.grain:
        return False
    own, other = _table(branch.dataset, data), _table(key.target, data)
    if own is None or other is None or key.column.casefold() not in own.integers:
        return False
    days = max((w.end - w.start).days for w in windows)
    history = max((plan.as_of - data.since).days + 1, days)
    return own.rows * days >= _PAYS * other.rows * history


def _table(dataset: Dataset, data: DataFacts) -> TableFacts | None:
    return data.tables.get(dataset.source.casefold()) if dataset.source else None
