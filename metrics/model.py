"""What the definitions define: datasets, dimensions, measures and metrics, as frozen values.

Owns: the vocabulary. May import: ``metrics.certification``, ``metrics.errors`` and sqlglot's
expression type.
Start reading at :class:`Metric`; its ``type`` says how the number comes about.
Terms follow dbt's semantic YAML and Apache Ossie where they have one (``docs/glossary.md``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sqlglot import exp

from metrics.certification import Certification, GoldenValue

Grain = Literal["day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year"]
GRAINS: tuple[Grain, ...] = (
    "day",
    "week",
    "month",
    "quarter",
    "fiscal_quarter",
    "year",
    "fiscal_year",
)

Aggregation = Literal["count", "count_distinct", "sum", "average", "min", "max"]
DataType = Literal["string", "integer", "number", "boolean", "date"]
Direction = Literal["up_is_good", "down_is_good", "neutral"]
Status = Literal["draft", "certified", "deprecated"]
Missing = Literal["zero", "empty"]
Format = Literal["integer", "decimal", "currency", "percent", "per_thousand", "days"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a definition stands; line and column count from 1."""

    file: str
    line: int
    column: int = 1


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked SQL expression of the definitions.

    ``tree`` is read in DuckDB's dialect from ``text`` and holds only allow-listed nodes and
    functions; copy it before changing it. ``columns`` are the unqualified names it reads.
    """

    text: str
    columns: frozenset[str]
    tree: exp.Expr = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Join:
    """A many-to-one join to dataset ``to``; ``on`` pairs (own column, key column of ``to``)."""

    name: str
    to: str
    on: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A governed set of rows: a table, or a query that analysts own.

    Attributes:
        source: the table's name (``schema.table`` allowed), empty when ``query`` is given.
        query: one SELECT over warehouse tables.
        key: columns that identify a row; joins to this dataset must use all of them.
        columns: all columns that expressions may read, in order.
        tables: warehouse tables that feed it, for freshness.
        time: the column that dates its rows, or empty.
        late_after_hours: the data are late this long after the last day that is loaded was over;
            0: nothing was promised.
    """

    name: str
    label: str
    description: str
    source: str
    query: Expression | None
    key: tuple[str, ...]
    columns: tuple[str, ...]
    tables: tuple[str, ...]
    time: str
    joins: tuple[Join, ...]
    origin: Origin
    late_after_hours: int = 0


@dataclass(frozen=True, slots=True)
class Synonym:
    """Another word for a name, and who answers for it."""

    text: str
    owner: str


@dataclass(frozen=True, slots=True)
class ValueSynonym:
    """Other words for one value of a dimension."""

    value: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something that metrics can be split and filtered by, defined once on one dataset.

    Attributes:
        indexed: whether its distinct values are looked up, so that a question may name one.
        values: all values in their order, where the definition fixes them (bands); else empty.
        part_of: the coarser dimension that each value lies wholly in (a region in a country).
        as_of_today: whether a row's value is today's and changes as the row ages (a status):
            periods of different age are then not held against each other.
    """

    name: str
    dataset: str
    expression: Expression
    label: str
    plural: str
    description: str
    data_type: DataType
    synonyms: tuple[Synonym, ...]
    value_synonyms: tuple[ValueSynonym, ...]
    values: tuple[str, ...]
    indexed: bool
    origin: Origin
    part_of: str = ""
    as_of_today: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """An aggregate over a dataset's rows that pass ``where``; no ``expression`` for count."""

    dataset: str
    aggregation: Aggregation
    expression: Expression | None
    where: Expression | None


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
    """Time in spells ``[opens, closes)`` within the period, in months of 365.25 / 12 days."""

    dataset: str
    opens: str
    closes: str
    where: Expression | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An aggregate of the period's last snapshot, at most ``carry_days`` old at its end."""

    measure: Measure
    time: str
    carry_days: int


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


MetricType = Simple | Balance | Exposure | Snapshot | Ratio | Derived


@dataclass(frozen=True, slots=True)
class Goal:
    """What the metric should reach in each period of ``grain`` (None: in any), and who said so."""

    value: float
    grain: Grain | None
    source: str


@dataclass(frozen=True, slots=True)
class Maturity:
    """Rows count only ``after_days`` past their date.

    ``immature`` = ``exclude`` leaves younger rows out (their window has not closed); ``label``
    keeps them and says so.
    """

    after_days: int
    immature: Literal["exclude", "label"]
    reason: str


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
    declared: Status = "draft"
    certification: Certification | None = None
    sunset: date | None = None
    golden: tuple[GoldenValue, ...] = ()
    definition_hash: str = ""


@dataclass(frozen=True, slots=True)
class AmbiguousTerm:
    """A word with several governed meanings (``readings`` are metrics) or none: ask back."""

    term: str
    readings: tuple[str, ...]
    question: str


@dataclass(frozen=True, slots=True)
class CalendarDefinition:
    """How the company counts time. With ``fiscal_start_month`` 7, FY27 starts in July 2026."""

    time_zone: str
    week_start: Literal["monday", "sunday"]
    fiscal_start_month: int
    history_starts: date


@dataclass(frozen=True, slots=True)
class FreshnessSource:
    """The warehouse's load log: for each table, how far its loads reach."""

    source: str
    table_column: str
    through_column: str
    status_column: str
    ok_status: str


@dataclass(frozen=True, slots=True)
class Company:
    """Who the catalogue speaks for."""

    name: str
    synthetic: bool
    calendar: CalendarDefinition
    freshness: FreshnessSource | None
    help_contact: str


@dataclass(frozen=True, slots=True)
class RowPolicy:
    """A viewer with this policy sees only rows whose ``dimension`` is one of ``values``."""

    dimension: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A stakeholder group: the access tiers it is granted, and what rows it is narrowed to."""

    name: str
    slack_usergroup: str
    grants: frozenset[str]
    rows: tuple[RowPolicy, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A Slack user of the directory."""

    user_id: str
    name: str
    handle: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """A Slack channel of the directory and the groups it belongs to."""

    channel_id: str
    name: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Directory:
    """Who may ask what: deny by default."""

    groups: tuple[Group, ...]
    people: tuple[Person, ...]
    channels: tuple[Channel, ...]
