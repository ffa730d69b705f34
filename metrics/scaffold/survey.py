"""Reading the tables: what they declare, and what their rows say of each column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from metrics.errors import WarehouseError
from metrics.result import Cell
from metrics.scaffold import queries
from metrics.scaffold.days import day_sql, decided
from metrics.scaffold.profile import (
    ColumnProfile,
    DayStyle,
    Kind,
    Place,
    TableProfile,
    kind_of,
)
from metrics.warehouse import ColumnInfo, TableInfo, Warehouse

TIMEOUT_S = 120.0
_COLUMNS_AT_ONCE = 20
_MOSTLY = 0.5
_DAY_LENGTH = 10
_ORDERED: frozenset[Kind] = frozenset({"integer", "decimal", "float", "day", "moment"})
_COMPACT = ("19000101", "21001231")


class Progress(Protocol):
    """Told of each step, so that a bar can be drawn."""

    def started(self, step: str, position: int, total: int, /) -> None:
        """``step`` begins, the ``position``-th (from 1) of ``total``."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A table whose rows could not be read, with the reason in words."""

    place: Place
    reason: str


@dataclass(frozen=True, slots=True)
class Survey:
    """All tables that could be read, and those that could not."""

    tables: tuple[TableProfile, ...]
    unreadable: tuple[Unreadable, ...]


def take_survey(warehouse: Warehouse, schemas: Sequence[str], progress: Progress) -> Survey:
    """Profile every table and view of these schemas; none given means all of them.

    Raises:
        WarehouseError: the warehouse's own catalogue cannot be read.
    """
    infos = [t for t in warehouse.tables() if not schemas or t.schema in schemas]
    tables: list[TableProfile] = []
    unreadable: list[Unreadable] = []
    for position, info in enumerate(infos, start=1):
        progress.started(f"reading {info.name}", position, len(infos))
        try:
            tables.append(_profile(warehouse, info))
        except WarehouseError as error:
            unreadable.append(Unreadable((info.schema, info.name), error.message))
    return Survey(tuple(tables), tuple(unreadable))


def _profile(warehouse: Warehouse, info: TableInfo) -> TableProfile:
    place = (info.schema, info.name)
    rows = 0
    columns: list[ColumnProfile] = []
    for start in range(0, len(info.columns), _COLUMNS_AT_ONCE):
        few = info.columns[start : start + _COLUMNS_AT_ONCE]
        rows, found = _measures(warehouse, place, few)
        columns += [_column(column, rows, found.get(column.name, {})) for column in few]
    return TableProfile(info, rows, _with_written_days(warehouse, place, columns))


def _with_written_days(
    warehouse: Warehouse, place: Place, columns: Sequence[ColumnProfile]
) -> tuple[ColumnProfile, ...]:
    """The columns; those that write days as text or numbers with the first and last of them."""
    written = [c for c in columns if c.day_style not in ("", "undecided")]
    if not written:
        return tuple(columns)
    ends = [
        (c.name, end, f"CAST({end}({day_sql(c.day_style, c.kind, 'c')}) AS VARCHAR)")
        for c in written
        for end in ("min", "max")
    ]
    _, found = _read(warehouse, place, ends)
    return tuple(
        replace(c, low=str(found[c.name]["min"]), high=str(found[c.name]["max"]))
        if c.name in found
        else c
        for c in columns
    )


def _measures(
    warehouse: Warehouse, place: Place, columns: Sequence[ColumnInfo]
) -> tuple[int, Mapping[str, Mapping[str, Cell]]]:
    """The row count and each column's measures; without distinct counts where they take long."""
    wanted = [(c.name, key, text) for c in columns for key, text in _templates(kind_of(c.type))]
    try:
        return _read(warehouse, place, wanted)
    except WarehouseError:
        quick = [w for w in wanted if w[1] != "distinct"]
        return _read(warehouse, place, quick)


def _read(
    warehouse: Warehouse, place: Place, wanted: Sequence[tuple[str, str, str]]
) -> tuple[int, Mapping[str, Mapping[str, Cell]]]:
    statement = queries.measured(place, [(column, text) for column, _, text in wanted])
    ((rows, *values),) = warehouse.run(statement, timeout_s=TIMEOUT_S).rows
    found: dict[str, dict[str, Cell]] = {}
    for (column, key, _), value in zip(wanted, values, strict=True):
        found.setdefault(column, {})[key] = value
    return _count(rows), found


def _templates(kind: Kind) -> Iterator[tuple[str, str]]:
    yield from queries.FILLED.items()
    if kind == "other":
        return
    yield from queries.DISTINCT.items()
    if kind in _ORDERED:
        yield from queries.ENDS.items()
    if kind == "float":
        yield from queries.NUMBERS.items()
    if kind == "text":
        yield from queries.TEXTS.items()
        yield from queries.DAYS.items()
    if kind == "integer":
        yield "compact", queries.DAYS["compact"]


def _column(info: ColumnInfo, rows: int, found: Mapping[str, Cell]) -> ColumnProfile:
    kind = kind_of(info.type)
    filled = _count(found.get("filled"))
    distinct = found.get("distinct")
    blank = _count(found.get("blank"))
    return ColumnProfile(
        info=info,
        kind=kind,
        rows=rows,
        filled=filled,
        distinct=None if distinct is None and kind != "other" else _count(distinct),
        low=_end(kind, found.get("low")),
        high=_end(kind, found.get("high")),
        longest=_count(found.get("longest")),
        blank=blank,
        personal=_personal(found, filled - blank),
        day_style=_day_style(kind, found, filled - blank),
        whole=_count(found.get("whole")) == 0,
        finite=_count(found.get("finite")) == 0,
    )


def _end(kind: Kind, value: Cell) -> str:
    text = "" if value is None else str(value)
    return text[:_DAY_LENGTH] if kind in ("day", "moment") and "(BC)" not in text else text


def _personal(found: Mapping[str, Cell], texts: int) -> str:
    shares = ((what, _count(found.get(what))) for what in queries.PERSONAL_SHAPES)
    return next((what for what, count in shares if texts and count > texts * _MOSTLY), "")


def _day_style(kind: Kind, found: Mapping[str, Cell], texts: int) -> DayStyle:
    styles: Iterable[DayStyle] = queries.DAYS if kind == "text" else ()
    if kind == "integer" and _reads_like_days(_end(kind, found.get("low")), found.get("high")):
        styles = ("compact",)
    return decided({style: _count(found.get(style)) for style in styles}, texts)


def _reads_like_days(low: str, high: Cell) -> bool:
    first, last = _COMPACT
    return (
        len(low) == len(first)
        and first <= low
        and str(high) <= last
        and len(str(high)) == len(last)
    )


def _count(value: Cell) -> int:
    return value if isinstance(value, int) else 0
