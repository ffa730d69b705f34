"""What the words of a question ask for, piece by piece, before they make one query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.language.naming import FISCAL
from metrics.model import Grain
from metrics.query import FilterOperator, TimeRange

Direction = Literal["desc", "asc", "best", "worst"]
Way = Literal["up", "down", "better", "worse", "either"]


@dataclass(frozen=True, slots=True)
class Period:
    """A range of dates as somebody said it.

    Attributes:
        range: the dates, half-open.
        grain: the grain of which it is one period; None for any other range.
        relative: said in relation to today ("last month"), not by its name ("October").
        to_date: a period that is cut off today ("year to date").
        yearless: named without a year, so that a neighbour's year may hold for it.
        spanned: from one period to another; it is no end of a further one.
        ends: the first and the last period of "from A to B".
        naming: ``fiscal``, or the named day or season that it is.
        part: (months, number) of a quarter or half-year said by its number alone.
        years_back: how many years before the period that was asked about last ("a year ago").
        others: what the same words may mean as well, each without others of its own.
    """

    range: TimeRange
    grain: Grain | None = None
    relative: bool = False
    to_date: bool = False
    yearless: bool = False
    spanned: bool = False
    ends: tuple[Period, Period] | None = None
    naming: str = ""
    part: tuple[int, int] | None = None
    years_back: int = 0
    others: tuple[Period, ...] = ()

    @property
    def fiscal(self) -> bool:
        """Whether it was said in terms of the fiscal year."""
        return self.naming == FISCAL or self.grain in {"fiscal_quarter", "fiscal_year"}

    @property
    def named(self) -> bool:
        """Whether it is a named day or season."""
        return self.naming not in {"", FISCAL}

    @property
    def said_as(self) -> str:
        """The naming of a query about it."""
        return FISCAL if self.fiscal else self.naming


@dataclass(frozen=True, slots=True)
class Asked:
    """Metrics by name.

    Attributes:
        choices: further metrics that go by the same words.
        others: what else a list of two may mean: one of them, or one as a condition on the other.
    """

    metrics: tuple[str, ...]
    words: str
    exact: bool
    choices: tuple[str, ...] = ()
    others: tuple[tuple[str, Where | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A word of the catalogue without a single governed meaning."""

    term: str


@dataclass(frozen=True, slots=True)
class Split:
    """One row for each value of the dimensions; ``single`` when one value is asked for."""

    dimensions: tuple[str, ...]
    grains: tuple[Grain, ...] = ()
    single: bool = False


@dataclass(frozen=True, slots=True)
class Trend:
    """How it runs over time, in months unless a grain is said."""


@dataclass(frozen=True, slots=True)
class SortedBy:
    """The words say by which metric to order; something must say which way."""


@dataclass(frozen=True, slots=True)
class Where:
    """Only (or not) these values; ``choices`` has (dimension, values) for each reading."""

    op: FilterOperator
    choices: tuple[tuple[str, tuple[str, ...]], ...]
    words: str


@dataclass(frozen=True, slots=True)
class During:
    """The period asked about; ``at_end`` when its end alone is meant ("as of")."""

    period: Period
    at_end: bool = False


@dataclass(frozen=True, slots=True)
class Before:
    """The period before the one asked about last ("and the month before?")."""

    grain: Grain | None = None


@dataclass(frozen=True, slots=True)
class Undated:
    """A named day or season, by its label, in a year for which no dates are defined."""

    label: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Now:
    """The latest state."""


@dataclass(frozen=True, slots=True)
class Against:
    """What to compare with: a period, or one in relation to the period asked about.

    ``grain`` is that of the words ("than the month before"), where they name one.
    """

    how: Literal["period", "previous_period", "previous_year"]
    period: Period | None = None
    grain: Grain | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """Whether it went up or down; ``words`` where they may be a status as well ("declined")."""

    words: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Order by the metric and keep the first ``limit``.

    Attributes:
        among: the dimensions or grains whose first ones are asked for, where they are said.
    """

    direction: Direction
    limit: int | None
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """Order by how far the metric moved this way, and keep the first ``limit``.

    Attributes:
        least: the least such movement is asked for, which has no single meaning.
        among: as for :class:`Ranked`.
        words: where they may be a status as well ("declined").
    """

    way: Way
    limit: int | None = None
    least: bool = False
    among: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """Hold it against its governed goal."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """By something, which has to be said."""


@dataclass(frozen=True, slots=True)
class Total:
    """All in one: a follow-up takes the split away."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """Keep rows whose metric compares so with ``number``."""

    op: FilterOperator
    number: float
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Addition:
    """The follow-up adds to the last question instead of replacing ("and by region")."""


@dataclass(frozen=True, slots=True)
class Follow:
    """The words point back at the last question ("what about", "same for")."""

    words: str


Part = (
    Asked
    | Ambiguous
    | Split
    | Trend
    | SortedBy
    | Where
    | During
    | Before
    | Undated
    | Now
    | Against
    | Changed
    | Ranked
    | Moved
    | Goal
    | Breakdown
    | Total
    | Threshold
    | Addition
    | Follow
)
