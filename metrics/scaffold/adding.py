"""Whether a number adds up: what its name says must allow it, and its rows must not gainsay it.

A sum that means nothing looks as right as one that does, so a number is added up only where its
name counts or spends something; any other is averaged, and the reviewer is told why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from metrics.compiler import Statement
from metrics.errors import WarehouseError
from metrics.scaffold import queries
from metrics.scaffold.keys import JudgedTable
from metrics.scaffold.kinds import ColumnVerdict
from metrics.scaffold.matching import same
from metrics.scaffold.naming import NamedTable
from metrics.scaffold.profile import ColumnProfile, Place
from metrics.scaffold.survey import TIMEOUT_S
from metrics.scaffold.vocabulary import FLOWS, PEOPLE, STATES
from metrics.scaffold.words import Words, expand, singular
from metrics.warehouse import Warehouse

_YEARS = ("1900", "2100")
_FEW_YEARS = 200
_NEARLY = 0.9
_ENOUGH = 20
_DENSE = 2
_LEAST_STEPS = 8
_SMOOTH = 0.5
_MONEY = frozenset({"amount", "cost", "fee", "charge", "value", "revenue", "sale", "subtotal"})
_WEAK = frozenset({"quantity", "count", "number", "total", "sum", "value"})
_PIECES = frozenset({"quantity", "count", "number", "unit", "piece"})


def settle(
    tables: Mapping[Place, JudgedTable], warehouse: Warehouse
) -> Mapping[Place, JudgedTable]:
    """The tables, each measure that should not be added up with another use and the reason."""
    named = [table.named for table in tables.values()]
    return {
        place: replace(
            table,
            verdicts=tuple(
                _settled(v, table, named, warehouse) if v.use in ("measure", "rate") else v
                for v in table.verdicts
            ),
        )
        for place, table in tables.items()
    }


def _settled(
    verdict: ColumnVerdict,
    table: JudgedTable,
    named: Sequence[NamedTable],
    warehouse: Warehouse,
) -> ColumnVerdict:
    words = expand(table.named.words(verdict.name).short)
    stays = bool(set(words) & STATES) and not table.using("day")
    flows = stays or _flows(words)
    pointed = "" if flows else _points(table.named, verdict.column, words, named)
    if pointed:
        return replace(verdict, use="unused", why=pointed)
    if verdict.use == "rate":
        return replace(verdict, why="its name says a level or a share, which does not add up")
    if not flows and _is_year(verdict.column):
        few = (verdict.column.distinct or 0) <= _FEW_YEARS
        return replace(verdict, use="ordinal" if few else "unused", why="its numbers are years")
    if not flows and _numbers_rows(verdict.column):
        return replace(verdict, use="unused", why="it numbers the rows")
    why = "" if stays else _doubt(verdict, words, table, warehouse)
    return replace(verdict, use="rate", why=why) if why else verdict


def _flows(words: Words) -> bool:
    """Whether words say that something is counted, spent or moved."""
    last = [word for word in words if not word.isdigit()][-1:]
    ones = _ones(words)
    counted = _ones(last) != set(last)
    return words[:2] == ("number", "of") or bool(ones & FLOWS) or counted


def _ones(words: Iterable[str]) -> set[str]:
    return {singular((word,))[0] for word in words}


def _points(
    table: NamedTable, column: ColumnProfile, words: Words, named: Sequence[NamedTable]
) -> str:
    """Why a whole number reads like a reference that its rows do not bear out, or nothing."""
    if column.kind != "integer" and not (column.kind == "float" and column.whole):
        return ""
    for other in named:
        size = len(other.entity)
        if same(words[-size:], other.entity) and (len(words) > size or other is not table):
            return f"it reads like a reference to {other.profile.info.name}"
    return "it reads like a reference to somebody" if words[-1] in PEOPLE | {"by"} else ""


def _is_year(column: ColumnProfile) -> bool:
    low, high = column.low.removesuffix(".0"), column.high.removesuffix(".0")
    first, last = _YEARS
    return column.whole and len(low) == len(high) == len(first) and first <= low <= high <= last


def _numbers_rows(column: ColumnProfile) -> bool:
    """Whether nearly all values differ and lie close together: a number of the row, no amount."""
    distinct = column.distinct or 0
    if column.kind != "integer" or distinct < max(_ENOUGH, column.filled * _NEARLY):
        return False
    return int(column.high) - int(column.low) < distinct * _DENSE


def _doubt(verdict: ColumnVerdict, words: Words, table: JudgedTable, warehouse: Warehouse) -> str:
    """Why a number had better not be added up, or nothing."""
    if set(words) & STATES:
        return "its name says how much there is at one moment; nothing is added up over moments"
    if not _flows(words):
        return "nothing in its name says that it adds up"
    if _is_share(verdict.column):
        return "all its values lie between 0 and 1, as shares do"
    if set(words) & _MONEY and _is_of_one_piece(verdict, table, warehouse):
        return "times the quantity it gives another column in every row, so it is of one piece"
    if _is_smooth(verdict, words, table, warehouse):
        return "it goes on in small steps from day to day, as a level or a running total does"
    return ""


def _is_share(column: ColumnProfile) -> bool:
    fractions = column.kind == "decimal" or (column.kind == "float" and not column.whole)
    if not fractions or not column.low or not column.high:
        return False
    return 0 <= float(column.low) < float(column.high) <= 1


def _is_of_one_piece(verdict: ColumnVerdict, table: JudgedTable, warehouse: Warehouse) -> bool:
    """Whether a quantity times this is another amount, in every row that has all three."""
    numbers = table.using("measure", "rate")
    pieces = [v for v in numbers if _ones(expand(table.named.words(v.name).short)) & _PIECES]
    others = [v for v in numbers if v is not verdict and v not in pieces]
    statements = (
        queries.products(table.named.place, quantity.name, verdict.name, amount.name)
        for quantity in pieces
        for amount in others
        if quantity is not verdict
    )
    found = (_asked(statement, warehouse) for statement in statements)
    return any(several > 1 and complete == right for complete, right, several in found)


def _is_smooth(
    verdict: ColumnVerdict, words: Words, table: JudgedTable, warehouse: Warehouse
) -> bool:
    """Whether successive values of the same things lie closer than any two of them do.

    Von Neumann's ratio: the mean square of the steps over twice the variance is about 1 where
    the order of the rows says nothing, and near 0 where each value goes on from the one before.
    """
    if set(words) & (FLOWS - _WEAK):
        return False
    place = table.named.place
    statements = (
        queries.steps(place, things, day.name, verdict.name)
        for day in table.using("day")
        if not day.column.day_style
        for things in _things(table)
    )
    found = (_asked(statement, warehouse) for statement in statements)
    return any(
        steps >= _LEAST_STEPS and spread > 0 and moved < _SMOOTH * spread
        for steps, moved, spread in found
    )


def _things(table: JudgedTable) -> Iterator[tuple[str, ...]]:
    """Whose values may follow each other: everything together, each reference, all of them."""
    ids = [v.name for v in table.using("identifier") if not v.column.is_unique]
    yield ()
    yield from ((name,) for name in ids)
    if len(ids) > 1:
        yield tuple(ids)


def _asked(statement: Statement, warehouse: Warehouse) -> tuple[float, float, float]:
    try:
        ((one, two, three),) = warehouse.run(statement, timeout_s=TIMEOUT_S).rows
    except WarehouseError:
        return 0.0, 0.0, 0.0
    one, two, three = (float(str(v)) if v is not None else 0.0 for v in (one, two, three))
    return one, two, three
