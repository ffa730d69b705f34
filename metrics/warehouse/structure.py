"""What a warehouse says of its own tables: names, types, and the keys that it declares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT")
_MORE_INTEGERS = ("UINTEGER", "UBIGINT", "UHUGEINT")
_WITH_POINT = ("DECIMAL", "FLOAT", "DOUBLE")


@dataclass(frozen=True, slots=True)
class ColumnInfo:
    """One column; ``type`` is the engine's own word for it, ``comment`` what was said of it."""

    name: str
    type: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ForeignKeyInfo:
    """A declared reference from ``columns`` to the ``referred`` ones of a table of the schema."""

    columns: tuple[str, ...]
    table: str
    referred: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableInfo:
    """One table or view, its columns in their order.

    Attributes:
        primary_key: the declared one, empty where there is none.
        unique: the other sets of columns that are declared unique.
        foreign_keys: the declared references.
        comment: what was said of the table in the warehouse itself.
    """

    schema: str
    name: str
    kind: Literal["table", "view"]
    columns: tuple[ColumnInfo, ...]
    primary_key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKeyInfo, ...] = ()
    comment: str = ""


def type_family(engine_type: str) -> str:
    """What an engine's type is to us: string, integer, number, boolean, date, or other.

    A moment has a zone, a time has none.

    >>> [type_family(name) for name in ("DECIMAL(12,2)", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP")]
    ['number', 'moment', 'time']
    """
    name = engine_type.partition("(")[0].strip()
    if name in _INTEGERS or name in _MORE_INTEGERS:
        return "integer"
    if name in _WITH_POINT:
        return "number"
    if name.startswith("TIMESTAMP"):
        return "moment" if name.endswith("TIME ZONE") else "time"
    known = {"VARCHAR": "string", "ENUM": "string", "BOOLEAN": "boolean", "DATE": "date"}
    return known.get(name, "other")
