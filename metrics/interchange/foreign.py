"""What another tool's file says, in one shape whatever its format, names as they stand there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sqlglot import exp

from metrics.errors import MetricsError
from metrics.interchange.definitions import Definition
from metrics.interchange.values import Value
from metrics.model import Aggregation, DataType, Duration


class UnreadableError(MetricsError):
    """Something in another tool's file has no safe reading; the message is the reason."""

    code = "E_UNREADABLE"


@dataclass(frozen=True, slots=True)
class ForeignField:
    """A named expression over a dataset's rows.

    Attributes:
        tree: over plain columns, in DuckDB's terms.
        is_dimension: whether metrics are to be split by it.
        is_time: whether it can date rows.
        data_type: ours; the empty text where it is not said.
        restored: our own definition of the dimension, where the file carries it.
    """

    name: str
    tree: exp.Expr
    is_dimension: bool
    is_time: bool
    data_type: DataType | str = ""
    label: str = ""
    description: str = ""
    synonyms: tuple[str, ...] = ()
    extensions: tuple[Value, ...] = ()
    restored: Definition | None = None

    @property
    def column(self) -> str:
        """The column that it is, or an empty text."""
        return self.tree.name if isinstance(self.tree, exp.Column) else ""


@dataclass(frozen=True, slots=True)
class ForeignJoin:
    """A many-to-one join; ``on`` pairs columns, own and other."""

    name: str
    to: str
    on: tuple[tuple[str, str], ...]
    extensions: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class ForeignDataset:
    """A set of rows.

    Attributes:
        source: a table, or one SELECT.
        keys: columns that identify a row, the one to prefer first; none: unknown.
        time: the name of the field that dates rows, or empty.
    """

    name: str
    source: str
    keys: tuple[tuple[str, ...], ...]
    fields: tuple[ForeignField, ...]
    joins: tuple[ForeignJoin, ...] = ()
    time: str = ""
    label: str = ""
    description: str = ""
    extensions: tuple[Value, ...] = ()
    restored: Definition | None = None

    def field_of(self, name: str) -> ForeignField | None:
        """The field of a name, whatever its case."""
        wanted = name.casefold()
        return next((f for f in self.fields if f.name.casefold() == wanted), None)


@dataclass(frozen=True, slots=True)
class Leaf:
    """An aggregate of one dataset's rows.

    ``time`` is the column that dates them, empty where it is the dataset's own; ``last_only``:
    only those of a period's last ``time``. ``zero``: what is told without rows; None: the usual.
    """

    dataset: str
    aggregation: Aggregation
    value: exp.Expr | None
    where: exp.Expr | None = None
    time: str = ""
    percentile: float = 0.5
    discrete: bool = False
    zero: bool | None = None
    last_only: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """Another metric of the file."""

    metric: str


@dataclass(frozen=True, slots=True)
class Combined:
    """Arithmetic of parts: the tree's columns are ``part_0``, ``part_1``, …."""

    tree: exp.Expr
    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Quotient:
    """``scale`` times one part by another."""

    numerator: Formula
    denominator: Formula
    scale: int = 1


@dataclass(frozen=True, slots=True)
class Running:
    """A part over a trailing window, since a grain's start, or since all time."""

    part: Formula
    window: Duration | None = None
    to_date: str = ""


@dataclass(frozen=True, slots=True)
class Following:
    """Events of the same entity within a time after rows; ``counts`` as our conversions do."""

    base: Leaf
    event: Leaf
    entity: tuple[tuple[str, str], ...]
    within: Duration
    counts: Literal["rows", "events"]


Formula = Leaf | Reference | Combined | Quotient | Running | Following


@dataclass(frozen=True, slots=True)
class ForeignMetric:
    """A metric; ``private``: a part of others only."""

    name: str
    formula: Formula | None
    label: str = ""
    description: str = ""
    synonyms: tuple[str, ...] = ()
    extensions: tuple[Value, ...] = ()
    private: bool = False
    restored: Definition | None = None


@dataclass(frozen=True, slots=True)
class ForeignModel:
    """All of a file.

    Attributes:
        name: what its owner calls it.
        ours: what Paceline kept in it beside the definitions; empty where it did not write it.
        extensions: what other tools keep of the whole.
    """

    name: str
    datasets: tuple[ForeignDataset, ...]
    metrics: tuple[ForeignMetric, ...]
    ours: Mapping[str, Value] = field(default_factory=dict)
    extensions: tuple[Value, ...] = ()
