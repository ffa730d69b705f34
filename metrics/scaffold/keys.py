"""Which columns identify a row: what is declared, else what the rows bear out, else nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from metrics.errors import WarehouseError
from metrics.scaffold import queries
from metrics.scaffold.kinds import ColumnVerdict
from metrics.scaffold.matching import Likeness, likeness, names_another, ownership
from metrics.scaffold.naming import NamedTable
from metrics.scaffold.survey import TIMEOUT_S
from metrics.warehouse import Warehouse

How = Literal["declared", "inferred", "weak", "unverified", "none"]
OWN = 80
_LIKELY = 60
_MOST_COLUMNS = 6
_FEW_ROWS = 10


@dataclass(frozen=True, slots=True)
class Key:
    """The key of a table and how it is known; ``why`` is for the reviewer."""

    columns: tuple[str, ...]
    how: How
    why: str

    @property
    def single(self) -> str:
        """The one column of the key, or empty."""
        return self.columns[0] if len(self.columns) == 1 else ""


@dataclass(frozen=True, slots=True)
class JudgedTable:
    """A table with its words and the verdict on each column."""

    named: NamedTable
    verdicts: tuple[ColumnVerdict, ...]

    def verdict(self, column: str) -> ColumnVerdict:
        """The verdict on the column of that name."""
        return next(v for v in self.verdicts if v.name == column)

    def using(self, *uses: str) -> tuple[ColumnVerdict, ...]:
        """The columns of these uses, in their order."""
        return tuple(v for v in self.verdicts if v.use in uses)


def find_key(table: JudgedTable, others: Sequence[NamedTable], warehouse: Warehouse) -> Key:
    """The key of one table."""
    declared = _declared(table)
    if declared:
        return Key(declared, "declared", "declared in the database")
    if not table.named.profile.rows:
        return _of_empty(table, others)
    single = _single(table, others)
    if single is not None and (single.how == "inferred" or not table.using("identifier")):
        return single
    return _composite(table, warehouse) or single or Key((), "none", "no key was found")


def readable(verdict: ColumnVerdict) -> bool:
    """Whether definitions can name the column and compare its values."""
    name = verdict.name
    return verdict.column.kind != "other" and name == name.strip() and name.isprintable()


def _declared(table: JudgedTable) -> tuple[str, ...]:
    info = table.named.profile.info
    filled = [
        unique
        for unique in info.unique
        if all(table.named.profile.column(c).filled == table.named.profile.rows for c in unique)
    ]
    for columns in (info.primary_key, *filled):
        if columns and all(readable(table.verdict(c)) for c in columns):
            return columns
    return ()


def _of_empty(table: JudgedTable, others: Sequence[NamedTable]) -> Key:
    ids = (v.name for v in table.using("identifier"))
    owned = [name for name in ids if ownership(table.named, name, others) >= OWN]
    if len(owned) == 1:
        return Key((owned[0],), "unverified", "by its name only: the table is empty")
    return Key((), "none", "the table is empty")


def _single(table: JudgedTable, others: Sequence[NamedTable]) -> Key | None:
    """The unique column that its name makes the likeliest key."""
    unique = [v for v in table.verdicts if v.column.is_unique and readable(v) and _can_be_key(v)]
    scored = [(_score(table, v, others), -place, v) for place, v in enumerate(unique)]
    if not scored:
        return None
    score, _, best = max(scored, key=lambda s: s[:2])
    rows = table.named.profile.rows
    why = f'"{best.name}" is unique and never empty in all {rows:,} rows; nothing declares it'
    if rows < _FEW_ROWS:
        why += f", and {rows:,} rows show little"
    if score >= _LIKELY:
        return Key((best.name,), "inferred", why)
    if score > 0 or table.verdicts[0] is best:
        return Key((best.name,), "weak", f"{why}; its name does not say that it is the key")
    return None


def _can_be_key(verdict: ColumnVerdict) -> bool:
    column = verdict.column
    if column.kind == "float":
        return column.whole
    return column.kind in ("integer", "text", "day") and verdict.use not in ("measure", "rate")


def _score(table: JudgedTable, verdict: ColumnVerdict, others: Sequence[NamedTable]) -> int:
    own = ownership(table.named, verdict.name, others)
    if own >= OWN:
        return own
    if _points_elsewhere(table, verdict.name, others):
        return 0
    first = 30 if table.verdicts[0] is verdict else 0
    if verdict.use == "identifier":
        return 40 + first
    return 20 + first if verdict.column.kind == "text" and verdict.use == "category" else 0


def _points_elsewhere(table: JudgedTable, column: str, others: Sequence[NamedTable]) -> bool:
    """Whether another table owns a column of this name: then it is a reference to that."""
    words = table.named.words(column)
    if names_another(words, table.named, others):
        return True
    return any(
        likeness(words, other, candidate) >= Likeness.TABLE
        and ownership(other, candidate, others) >= OWN
        for other in others
        if other is not table.named
        for candidate in other.columns
        if other.profile.column(candidate).is_unique
    )


def _composite(table: JudgedTable, warehouse: Warehouse) -> Key | None:
    """All references together, then with days or numbers of lines; a superset is never wrong."""
    for columns in _sets(table):
        if len(columns) <= _MOST_COLUMNS and _is_unique(table, columns, warehouse):
            named = " and ".join(f'"{c}"' for c in columns)
            rows = table.named.profile.rows
            are = "is" if len(columns) == 1 else "together are"
            why = f"{named} {are} unique and never empty in all {rows:,} rows"
            return Key(columns, "inferred", f"{why}; nothing declares it")
    return None


def _sets(table: JudgedTable) -> Iterator[tuple[str, ...]]:
    usable = [v for v in table.verdicts if readable(v) and v.column.filled == v.column.rows]
    ids = [v.name for v in usable if v.use == "identifier"]
    days = [v.name for v in usable if v.use == "day"]
    which = [v.name for v in usable if v.use == "ordinal"]
    groups = [v.name for v in usable if v.use == "category"]
    if ids:
        yield tuple(ids)
        for more in chain(which, days):
            yield (*ids, more)
        for group in groups:
            yield (*ids, group)
            for more in chain(which, days):
                yield (*ids, group, more)
        yield (*ids, *which, *days)
    elif days or which:
        for more in chain(days, which):
            yield (*groups[:3], more) if groups else (more,)


def _is_unique(table: JudgedTable, columns: tuple[str, ...], warehouse: Warehouse) -> bool:
    most = 1
    for column in columns:
        most *= table.named.profile.column(column).distinct or 1
    if len(set(columns)) < len(columns) or most < table.named.profile.rows:
        return False
    statement = queries.distinct_rows(table.named.place, columns)
    try:
        ((rows, complete, different),) = warehouse.run(statement, timeout_s=TIMEOUT_S).rows
    except WarehouseError:
        return False
    return rows == complete == different
