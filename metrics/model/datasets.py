"""Governed rows and what they can be split by."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from sqlglot import exp

from metrics.model.terms import DataType, Grain


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
        source: the table's name (``schema.table`` allowed, either in double quotes where it is no
            plain word), empty when ``query`` is given.
        query: one SELECT over warehouse tables.
        key: columns that identify a row; joins to this dataset must use all of them.
        columns: all columns that expressions may read, in order.
        tables: warehouse tables that feed it, for freshness.
        time: the column that dates its rows, or empty.
        bridge: whether dimensions may be reached through it against its joins (many-to-many): a
            row then counts once under each distinct value, and the parts exceed the total.
        late_after_hours: the data are late this long after the last day that is loaded was over;
            0: nothing was promised.
        undated: whether no day belongs to its rows: they are counted as they are now, never by
            period.
        data_through: the column whose latest day is how far the data reach, where no load log
            says so; or empty.
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
    bridge: bool = False
    late_after_hours: int = 0
    undated: bool = False
    data_through: str = ""


@dataclass(frozen=True, slots=True)
class Rollup:
    """Simple metrics of one dataset, added up ahead by some dimensions and by month or day.

    ``time`` is the column that dates the rows. A query is answered from it only where that gives
    the same rows.
    """

    name: str
    dataset: str
    time: str
    grain: Literal["day", "month"]
    dimensions: tuple[str, ...]
    metrics: tuple[str, ...]
    origin: Origin


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
        grain: of which each value is a period, by its first day; None where they are none.
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
    grain: Grain | None = None


def table_parts(name: str) -> tuple[str, ...]:
    """The parts of a table's name without their quotes; empty where ``name`` is none.

    >>> table_parts('sales."Order Details"'), table_parts('no"table')
    (('sales', 'Order Details'), ())
    """
    if not _TABLE.fullmatch(name):
        return ()
    return tuple(_unquoted(part) for part in _PART.findall(name))


def _unquoted(part: str) -> str:
    return part[1:-1].replace('""', '"') if part.startswith('"') else part


_PART = re.compile(r'"(?:[^"]|"")+"|[A-Za-z_][A-Za-z0-9_]*')
_TABLE = re.compile(rf"(?:{_PART.pattern})(?:\.(?:{_PART.pattern}))?")
