"""The rows of a drafted dataset: a table, or a query that works out the day they go by."""

from __future__ import annotations

import re
from dataclasses import dataclass

from metrics.interchange.foreign import ForeignDataset
from metrics.interchange.sql_text import duckdb_text, identifier
from metrics.interchange.values import Value

_PART = re.compile(r'"(?:[^"]|"")*"|`[^`]*`|[^.]+')
_MOST_PARTS = 2  # schema and table
_QUERY = re.compile(r"\(?\s*(select|with)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Table:
    """A table as definitions name it, and the database that it stood in."""

    name: str
    database: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day that rows have no column for: an expression, or that of the dataset they lead to.

    ``own`` and ``key`` are the columns of the join to ``parent``; empty for an expression.
    """

    name: str
    expr: str
    parent: str = ""
    own: str = ""
    key: str = ""


def is_query(source: str) -> bool:
    """Whether a source is a SELECT rather than a table."""
    return _QUERY.match(source.strip()) is not None


def table_of(source: str) -> Table:
    """The schema and table of a source.

    >>> table_of("shop.public.orders"), table_of('"Orders"').name
    (Table(name='public.orders', database='shop'), 'Orders')
    """
    parts = [part.strip().strip('"`') for part in _PART.findall(source.strip())]
    kept = parts[-_MOST_PARTS:]
    return Table(".".join(kept), ".".join(parts[: -len(kept)]))


def rows_of(dataset: ForeignDataset, day: Day | None) -> dict[str, Value]:
    """``source`` or ``query`` of the definition."""
    text = dataset.source.strip().rstrip(";").strip()
    query = is_query(text)
    if day is None and not query:
        return {"source": table_of(text).name}
    if day is None:
        return {"query": text[1:-1].strip() if text.startswith("(") else text}
    rows = f"({text}) AS child" if query else f"{_named(table_of(text).name)} AS child"
    if not day.parent:
        return {"query": f"SELECT *, {day.expr} AS {_named(day.name)}\nFROM {rows}\n"}
    # The parent is grouped by its key, so that no row comes twice even if a key should repeat.
    lines = (
        f"SELECT child.*, parent.the_day AS {_named(day.name)}",
        f"FROM {rows}",
        "LEFT JOIN (",
        f"  SELECT {_named(day.key)} AS the_key, min({day.expr}) AS the_day",
        f"  FROM {_named(day.parent)} GROUP BY {_named(day.key)}",
        f") AS parent ON parent.the_key = child.{_named(day.own)}",
        "",
    )
    return {"query": "\n".join(lines)}


def _named(name: str) -> str:
    return ".".join(duckdb_text(identifier(part)) for part in name.split("."))
