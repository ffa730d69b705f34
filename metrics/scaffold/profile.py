"""What the rows say: how full, how distinct and how long each column is; no value is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from metrics.warehouse import ColumnInfo, TableInfo

Kind = Literal["integer", "decimal", "float", "text", "flag", "day", "moment", "other"]
DayStyle = Literal["", "iso", "slashed", "compact", "day_first", "month_first", "undecided"]
Place = tuple[str, str]

_KINDS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("integer", ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")),
    ("integer", ("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT")),
    ("float", ("FLOAT", "DOUBLE")),
    ("text", ("VARCHAR", "UUID")),
    ("flag", ("BOOLEAN",)),
    ("day", ("DATE",)),
    ("moment", ("TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_S", "TIMESTAMP_MS")),
    ("moment", ("TIMESTAMP_NS",)),
)


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column and what its rows say of it.

    Attributes:
        rows: of the table.
        filled: rows that have a value.
        distinct: different values; exact, or None where counting them took too long.
        low, high: the least and the greatest number or day, as text; empty for text columns.
        longest: characters of the longest text.
        blank: texts of nothing but spaces.
        personal: what most of the texts look like, such as an e-mail address; or empty.
        day_style: how texts or whole numbers write days, where all of them do.
        whole: whether all numbers are whole.
        finite: whether all numbers are finite.
    """

    info: ColumnInfo
    kind: Kind
    rows: int
    filled: int = 0
    distinct: int | None = 0
    low: str = ""
    high: str = ""
    longest: int = 0
    blank: int = 0
    personal: str = ""
    day_style: DayStyle = ""
    whole: bool = True
    finite: bool = True

    @property
    def name(self) -> str:
        """The column's name in the warehouse."""
        return self.info.name

    @property
    def is_empty(self) -> bool:
        """Whether no row has a value."""
        return self.filled == 0

    @property
    def is_unique(self) -> bool:
        """Whether every row has a value that no other row has; never of an empty table."""
        return 0 < self.rows == self.filled == self.distinct


@dataclass(frozen=True, slots=True)
class TableProfile:
    """One table and its columns."""

    info: TableInfo
    rows: int
    columns: tuple[ColumnProfile, ...]

    @property
    def place(self) -> Place:
        """Schema and name."""
        return self.info.schema, self.info.name

    def column(self, name: str) -> ColumnProfile:
        """The column of that name; there is one."""
        return next(c for c in self.columns if c.name == name)


def kind_of(engine_type: str) -> Kind:
    """What can be done with values of a type.

    >>> kind_of("DECIMAL(10,2)"), kind_of("ENUM('a', 'b')"), kind_of("INTEGER[]")
    ('decimal', 'text', 'other')
    """
    for kind, names in _KINDS:
        if engine_type in names:
            return kind
    if engine_type.startswith("DECIMAL(") and engine_type.endswith(")"):
        return "decimal"
    is_enum = engine_type.startswith("ENUM(") and engine_type.endswith(")")
    return "text" if is_enum else "other"


def enum_values(engine_type: str) -> tuple[str, ...]:
    """The values that an enumeration declares, in their order; empty for any other type.

    >>> enum_values("ENUM('new', 'it''s', 'a, b')")
    ('new', "it's", 'a, b')
    """
    if not engine_type.startswith("ENUM(") or not engine_type.endswith(")"):
        return ()
    inside = engine_type.removeprefix("ENUM(").removesuffix(")")
    parts = inside.replace("''", "\0").split("'")[1::2]
    return tuple(part.replace("\0", "'") for part in parts)
