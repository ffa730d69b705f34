"""What comes back: rows, and where they come from.

Owns: :class:`Result` and :class:`Provenance`. May import: ``metrics.query`` and below.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from metrics.model import Format, Metric, Status
from metrics.query import MetricQuery, TimeRange

Cell = str | int | float | bool | Decimal | date | None
ColumnKind = Literal[
    "dimension",
    "time",
    "metric",
    "previous",
    "change",
    "change_ratio",
    "share",
    "rank",
    "contribution",
]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``metric`` is the metric it belongs to, empty for dimensions and time."""

    name: str
    kind: ColumnKind
    label: str
    metric: str = ""
    format: Format | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where one metric comes from. ``data_through`` is the last day with all loads in."""

    metric: str
    label: str
    version: int
    owner: str
    status: Status
    data_through: date | None

    @classmethod
    def of(cls, metric: Metric, data_through: date | None) -> Provenance:
        """Where a metric's number comes from, with data through a day (None: not known)."""
        return cls(
            metric=metric.name,
            label=metric.label,
            version=metric.version,
            owner=metric.owner,
            status=metric.status,
            data_through=data_through,
        )


@dataclass(frozen=True, slots=True)
class Gap:
    """A day on which the load of a table of the warehouse did not come."""

    table: str
    day: date


@dataclass(frozen=True, slots=True)
class Result:
    """Rows in the order of ``columns``, exact values, with how they came about.

    Attributes:
        read_range: the days really read (the query's range up to the last complete day), if any.
        compared_range: the days compared with, if any.
        unfinished: from the period that starts on this day on, periods are not complete: not
            over yet, or with rows too young to count. None where all are.
        caveats: plain sentences that belong beside the number.
        suppressed: cells withheld because too few people are behind them.
        elapsed_ms: time spent in the warehouse.
        cutoff: rows from this day on are too young to count and are left out. None: none are.
        gaps: loads that did not come and that the days read, or compared with, lack rows of.
        narrowed: only rows that are open to the viewer were counted.
    """

    query: MetricQuery
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sql: str
    provenance: tuple[Provenance, ...]
    read_range: TimeRange | None
    compared_range: TimeRange | None
    unfinished: date | None
    caveats: tuple[str, ...]
    suppressed: int
    truncated: bool
    elapsed_ms: float
    cutoff: date | None = None
    gaps: tuple[Gap, ...] = ()
    narrowed: bool = False

    def index(self, column: str) -> int:
        """The position of a column by its name."""
        return [c.name for c in self.columns].index(column)
