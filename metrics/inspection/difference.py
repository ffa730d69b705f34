"""The difference that a changed definition makes: numbers, rows, words, and what leans on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from metrics.catalog import Catalog
from metrics.errors import NameNotFoundError, QueryError, near_names
from metrics.governance import OPERATOR, Refusal
from metrics.inspection.facts import FieldChange, changed_fields
from metrics.inspection.moved import MovedRows, moved_rows
from metrics.layer import SemanticLayer
from metrics.model import Grain, Metric
from metrics.planner import reachable_dimensions
from metrics.query import MetricQuery, TimeRange
from metrics.result import Cell, Result
from metrics.warehouse import Warehouse

PERIODS = 12
MOST_VALUES = 50
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pair:
    """A number before and now, of one period or value."""

    of: Cell
    before: Cell
    now: Cell


@dataclass(frozen=True, slots=True)
class Touches:
    """What leans on a metric: other metrics, and the words by which people reach it."""

    metrics: tuple[str, ...]
    words: tuple[str, ...]
    words_added: tuple[str, ...]
    words_dropped: tuple[str, ...]
    ambiguous_terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two definitions of a metric side by side.

    Attributes:
        before, now: the metric as each side has it; None where it does not.
        days: what is compared: the last whole periods of ``grain``.
        dimension: the one in which the difference shows most; empty where there is none.
        notes: what could not be compared, and why.
    """

    name: str
    before: Metric | None
    now: Metric | None
    fields: tuple[FieldChange, ...]
    days: TimeRange
    grain: Grain
    periods: tuple[Pair, ...]
    dimension: str
    parts: tuple[Pair, ...]
    moved: tuple[MovedRows, ...]
    touches: Touches
    notes: tuple[str, ...]


def compare(
    name: str,
    before: SemanticLayer,
    now: SemanticLayer,
    warehouse: Warehouse,
    *,
    at: datetime,
    grain: Grain = "month",
    by: str = "",
) -> Difference:
    """Hold a metric of one catalogue against that of another, on the same data.

    Args:
        name: a metric that people may ask for, of either.
        before: the layer with the old definitions.
        now: the layer with the new ones.
        warehouse: the data below both.
        at: the present; periods that are not over are left out.
        grain: of the periods.
        by: the dimension to split by; empty: the one in which the difference shows most.

    Raises:
        NameNotFoundError: neither has the metric, or the dimension.
        WarehouseError: the data could not be read.
    """
    _find(name, before.catalog, now.catalog)
    if by:
        now.catalog.dimension(by)
    asked = _Asked(name, before, now, at)
    days = _days(asked, grain)
    series = asked.pairs(MetricQuery((name,), time_range=days, grain=grain))
    dimension, parts = _parts(asked, days, by)
    moved = moved_rows(name, before.catalog, now.catalog, warehouse, days, asked.reach)
    return Difference(
        name=name,
        before=before.catalog.metrics.get(name),
        now=now.catalog.metrics.get(name),
        fields=tuple(changed_fields(name, before.catalog, now.catalog)),
        days=days,
        grain=grain,
        periods=series,
        dimension=dimension,
        parts=parts,
        moved=moved,
        touches=_touches(name, before.catalog, now.catalog),
        notes=tuple(dict.fromkeys(asked.notes)),
    )


class _Asked:
    """One metric asked of both sides; what one of them refuses is noted."""

    def __init__(self, name: str, before: SemanticLayer, now: SemanticLayer, at: datetime) -> None:
        self.name = name
        self.layers = {"before": before, "now": now}
        self.notes: list[str] = []
        self._at = at
        self.having = [s for s, layer in self.layers.items() if name in layer.catalog.metrics]
        reached = [self.layers[side].data_through(name) for side in self.having]
        self.reach = min([d for d in reached if d is not None] + [now.today(at)])

    def pairs(self, query: MetricQuery) -> tuple[Pair, ...]:
        """The numbers of both, by period or value, in the order of the new ones."""
        now, before = self._ask("now", query), self._ask("before", query)
        none = {side: self._of_no_rows(side) for side in self.layers}
        return tuple(
            Pair(key, before.get(key, none["before"]), now.get(key, none["now"]))
            for key in dict.fromkeys((*now, *before))
        )

    def _of_no_rows(self, side: str) -> Cell:
        """What a value stands for that only the other side has."""
        if side not in self.having:
            return None
        return 0 if self.layers[side].catalog.metric(self.name).missing == "zero" else None

    def _ask(self, side: str, query: MetricQuery) -> dict[Cell, Cell]:
        if side not in self.having:
            return {}
        try:
            result = self.layers[side].ask(query, OPERATOR, now=self._at)
        except QueryError as error:
            self.notes.append(f"{side.capitalize()} it cannot be asked for: {error.message}")
            return {}
        return _by_key(result)


def _by_key(result: Result | Refusal) -> dict[Cell, Cell]:
    return {} if isinstance(result, Refusal) else {row[0]: row[-1] for row in result.rows}


def _find(name: str, before: Catalog, now: Catalog) -> None:
    """Nothing where one of them has the metric and people may ask for it."""
    known = {m.name for catalog in (before, now) for m in catalog.askable}
    if name in known:
        return
    whole = [m.name for m in now.metrics.values() if name in m.parts]
    if whole:
        raise NameNotFoundError(
            f'"{name}" is a part of other metrics and cannot be asked for.',
            near=whole,
            next_step="Compare what is made of it.",
        )
    raise NameNotFoundError(
        f'There is no metric "{name}", neither before nor now.',
        near=near_names(name, known),
        next_step="Run `paceline metrics list` to see what there is.",
    )


def _days(asked: _Asked, grain: Grain) -> TimeRange:
    """The last periods that are over by the last day with data."""
    calendar = asked.layers["now"].catalog.calendar
    end = calendar.start_of(asked.reach + _DAY, grain)
    return TimeRange(calendar.shift(end, grain, -PERIODS), end)


def _parts(asked: _Asked, days: TimeRange, by: str) -> tuple[str, tuple[Pair, ...]]:
    """The dimension in which the difference shows most, and both sides by its values."""
    names = [by] if by else list(_candidates(asked))
    best: tuple[float, str, tuple[Pair, ...]] = (-1.0, "", ())
    for name in names:
        query = MetricQuery((asked.name,), dimensions=(name,), time_range=days)
        pairs = asked.pairs(query)
        if pairs and (shown := _unevenness(pairs)) > best[0]:
            best = (shown, name, pairs)
    return best[1], best[2]


def _candidates(asked: _Asked) -> Iterator[str]:
    """Dimensions of both sides with a few values that do not change as rows grow older."""
    reachable = [
        reachable_dimensions(asked.name, asked.layers[side].catalog) for side in asked.having
    ]
    values = asked.layers["now"].values()
    for name, dimension in asked.layers["now"].catalog.dimensions.items():
        few = 1 < len(values.get(name, ())) <= MOST_VALUES
        if few and not dimension.as_of_today and all(name in names for names in reachable):
            yield name


def _unevenness(pairs: tuple[Pair, ...]) -> float:
    """How much more of the change lies in one value than if it were the same in all; 0 to 1."""
    changes = [abs(change(pair) or 0.0) for pair in pairs]
    total = sum(changes)
    return max(changes) / total - 1 / len(changes) if total else 0.0


def change(pair: Pair) -> float | None:
    """Now less before; None where either is empty."""
    if pair.before is None or pair.now is None:
        return None
    return float(str(pair.now)) - float(str(pair.before))


def _touches(name: str, before: Catalog, now: Catalog) -> Touches:
    was, becomes = _words(name, before), _words(name, now)
    return Touches(
        metrics=tuple(_made_of(name, now)),
        words=becomes,
        words_added=tuple(w for w in becomes if w not in was),
        words_dropped=tuple(w for w in was if w not in becomes),
        ambiguous_terms=tuple(t.term for t in now.ambiguous_terms if name in t.readings),
    )


def _words(name: str, catalog: Catalog) -> tuple[str, ...]:
    metric = catalog.metrics.get(name)
    return (metric.label, *(s.text for s in metric.synonyms)) if metric else ()


def _made_of(name: str, catalog: Catalog) -> Iterator[str]:
    """Metrics that are made of it, and of those."""
    for metric in catalog.metrics.values():
        if name in metric.parts:
            yield metric.name
            yield from _made_of(metric.name, catalog)
