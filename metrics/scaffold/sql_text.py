"""The little SQL that definitions hold: quoted names, sources, rows with columns added."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from metrics.catalog import parse_query
from metrics.errors import UnsafeQueryError
from metrics.scaffold.profile import Place

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_DEFAULT = "main"
# Names of the compiled SQL's own parts are told from tables by their schema.
_SQL_PARTS = re.compile(
    r"(branch_[0-9]+|stitched|answer|combinations|parts|keys|days|compared_parts|different"
    r"|periods|followed)(_[a-z0-9_]+)?|.+_rows|.+_taken_[0-9]+"
)


@dataclass(frozen=True, slots=True)
class Parent:
    """Where a table without days takes one from: ``own`` leads to ``key`` there.

    ``name`` is what the parent's ``day`` is called among the table's columns.
    """

    place: Place
    own: str
    key: str
    day: str
    name: str


def quoted(name: str) -> str:
    """A name in double quotes.

    >>> print(quoted('12" record'))
    "12"" record"
    """
    return '"' + name.replace('"', '""') + '"'


def source_of(place: Place) -> str:
    """A table as definitions name it; without its schema where that is the usual one.

    >>> source_of(("main", "orders")), source_of(("sales", "Order Details"))
    ('orders', 'sales."Order Details"')
    """
    schema, name = (part if _PLAIN.fullmatch(part) else quoted(part) for part in place)
    if place[0] == _DEFAULT and not _SQL_PARTS.fullmatch(place[1].casefold()):
        return name
    return f"{schema}.{name}"


def is_nameable(place: Place) -> bool:
    """Whether definitions can name the table at all: no file, none of the engine's own."""
    try:
        for name in place:
            parse_query(f"SELECT * FROM {quoted(name)}")  # noqa: S608 - read, never run
    except UnsafeQueryError:
        return False
    return all(name.isprintable() and name == name.strip() for name in place)


def rows_of(place: Place, added: Sequence[tuple[str, str]], joined: Parent | None = None) -> str:
    """A SELECT of all columns of a table, some (SQL, name) more, and a day of its parent's.

    The parent is grouped by its key, so that no row comes twice even if a key should repeat.
    """
    more = "".join(f",\n  {sql} AS {quoted(name)}" for sql, name in added)
    table = f"{quoted(place[0])}.{quoted(place[1])}"
    if joined is None:
        return f"SELECT *{more}\nFROM {table}"
    key, day = quoted(joined.key), quoted(joined.day)
    parent = f"{quoted(joined.place[0])}.{quoted(joined.place[1])}"
    lines = (
        f"SELECT child.*{more},",
        f'  parent."day of the parent" AS {quoted(joined.name)}',
        f"FROM {table} AS child",
        "LEFT JOIN (",
        f'  SELECT {key} AS "key of the parent", min({day}) AS "day of the parent"',
        f"  FROM {parent} GROUP BY {key}",
        f') AS parent ON parent."key of the parent" = child.{quoted(joined.own)}',
    )
    return "\n".join(lines)
