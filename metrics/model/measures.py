"""How a number comes about from rows, or from other metrics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from metrics.model.datasets import Expression
from metrics.model.terms import Aggregation, Grain, TimeUnit


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: ``count`` of ``unit``; a text is the name of a parameter."""

    count: int | str
    unit: TimeUnit


@dataclass(frozen=True, slots=True)
class Measure:
    """An aggregate over a dataset's rows that pass ``where``; no ``expression`` for count.

    ``percentile`` (0 to 1) is that of a percentile; ``discrete`` takes a value that occurs instead
    of one between two.
    """

    dataset: str
    aggregation: Aggregation
    expression: Expression | None
    where: Expression | None
    percentile: float = 0.5
    discrete: bool = False


@dataclass(frozen=True, slots=True)
class Simple:
    """An aggregate of the rows whose ``time`` lies in the range."""

    measure: Measure
    time: str


@dataclass(frozen=True, slots=True)
class Balance:
    """What is open at the end (or start) of a period, from spells ``[opens, closes)``.

    A row is open on the last day ``d`` of a period when ``opens <= d`` and (``closes`` is null or
    ``closes > d``); with ``at`` = ``start``, ``d`` is the day before the period. Semi-additive:
    parts add up, periods do not.
    """

    measure: Measure
    opens: str
    closes: str
    at: Literal["end", "start"] = "end"


@dataclass(frozen=True, slots=True)
class Exposure:
    """Time in spells ``[opens, closes)`` within the period, in months of 365.25 / 12 days.

    With ``per_day`` it is that amount for each day instead: a price earned pro rata.
    """

    dataset: str
    opens: str
    closes: str
    where: Expression | None
    per_day: Expression | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An aggregate of the period's last snapshot, at most ``carry_days`` old at its end."""

    measure: Measure
    time: str
    carry_days: int


@dataclass(frozen=True, slots=True)
class Conversion:
    """What follows the rows of a dataset: events of the same entity within a time.

    A row dated ``t`` is followed by the events dated ``[t, t + within)`` whose columns equal the
    row's (``entity`` pairs own column, event's column).

    Attributes:
        measure: the rows that are followed, a count.
        counts: ``rows`` that have at least one such event (converted), or all such ``events``.
    """

    measure: Measure
    time: str
    event: Measure
    event_time: str
    entity: tuple[tuple[str, str], ...]
    within: Duration
    counts: Literal["rows", "events"]


@dataclass(frozen=True, slots=True)
class Cumulative:
    """Another metric over more than the period, up to its end.

    Over ``window`` (trailing), since the start of the ``to_date`` grain, or since the data begin.
    """

    metric: str
    window: Duration | None
    to_date: Grain | None


@dataclass(frozen=True, slots=True)
class Ratio:
    """``scale`` * numerator / denominator, both metric names; empty where the latter is zero."""

    numerator: str
    denominator: str
    scale: int = 1


@dataclass(frozen=True, slots=True)
class Derived:
    """Arithmetic of other metrics; ``expression.columns`` are their names."""

    expression: Expression


MetricType = Simple | Balance | Exposure | Snapshot | Conversion | Cumulative | Ratio | Derived


def measure_of(metric_type: MetricType) -> Measure | None:
    """The aggregate over rows that a metric of this type rests on; None: there is none."""
    match metric_type:
        case Simple(measure=measure) | Balance(measure=measure) | Snapshot(measure=measure):
            return measure
        case Conversion(measure=measure):
            return measure
        case Exposure() | Cumulative() | Ratio() | Derived():
            return None
