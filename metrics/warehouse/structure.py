"""What a warehouse says of its own tables: names, types, and the keys that it declares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


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
