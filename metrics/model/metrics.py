"""A governed number and what governance says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from metrics.certification import Certification, GoldenValue
from metrics.model.currency import Currency
from metrics.model.datasets import Origin, Synonym
from metrics.model.measures import (
    Conversion,
    Cumulative,
    Derived,
    Duration,
    MetricType,
    Ratio,
)
from metrics.model.terms import Direction, Format, Grain, Missing, Status


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of the metric that a query may choose: one of ``values``, ``label`` its unit."""

    name: str
    label: str
    values: tuple[int, ...]
    default: int


@dataclass(frozen=True, slots=True)
class Goal:
    """What the metric should reach in each period of ``grain`` (None: in any), and who said so."""

    value: float
    grain: Grain | None
    source: str


@dataclass(frozen=True, slots=True)
class Maturity:
    """Rows count only ``after_months`` and ``after_days`` past their date.

    ``immature`` = ``exclude`` leaves younger rows out (their window has not closed); ``label``
    keeps them and says so; ``refuse`` answers only for periods all of whose rows are old enough.
    """

    after_days: int
    immature: Literal["exclude", "label", "refuse"]
    reason: str
    after_months: int | str = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a metric's change log."""

    version: int
    on: date
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Metric:
    """A governed number: what it counts, who answers for it, how it is spoken of.

    Attributes:
        status: the one that it has; a metric that is written as certified, but never was or has
            changed since, is a draft.
        judged_by: the dimension within one value of which the number is better or worse; a mix of
            its values is neither.
        declared: the status as it is written.
        certification: as it is written, whether it still holds or not.
        sunset: the last day on which a deprecated metric is answered.
        definition_hash: the version and the hash of all that the number comes from.
    """

    name: str
    label: str
    plural_noun: str
    description: str
    subject: str
    type: MetricType
    owner: str
    steward: str
    status: Status
    successor: str
    version: int
    changes: tuple[Change, ...]
    direction: Direction
    format: Format
    unit: str
    missing: Missing
    access: str
    min_group_size: int
    private: bool
    goal: Goal | None
    maturity: Maturity | None
    caveats: tuple[str, ...]
    filters_in_words: str
    synonyms: tuple[Synonym, ...]
    also_read_as: tuple[str, ...]
    origin: Origin
    parameters: tuple[Parameter, ...] = ()
    currency: Currency | None = None
    judged_by: str = ""
    declared: Status = "draft"
    certification: Certification | None = None
    sunset: date | None = None
    golden: tuple[GoldenValue, ...] = ()
    definition_hash: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the metrics that this one is made of, each once; none for a leaf."""
        match self.type:
            case Ratio(numerator, denominator):
                return tuple(dict.fromkeys((numerator, denominator)))
            case Derived(expression):
                return tuple(sorted(expression.columns))
            case Cumulative(metric=part):
                return (part,)
            case _:
                return ()

    @property
    def own_parameters(self) -> frozenset[str]:
        """The parameters that its own definition, without its parts, asks for."""
        match self.type:
            case Conversion(within=length):
                counts: tuple[int | str, ...] = (length.count,)
            case Cumulative(window=Duration(count=count)):
                counts = (count,)
            case _:
                counts = ()
        if self.maturity is not None:
            counts += (self.maturity.after_months,)
        return frozenset(count for count in counts if isinstance(count, str))


@dataclass(frozen=True, slots=True)
class AmbiguousTerm:
    """A word with several governed meanings (``readings`` are metrics) or none: ask back."""

    term: str
    readings: tuple[str, ...]
    question: str
