"""Which day dates the rows of a table, if any, and whether it dates things or their coming."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from metrics.scaffold.joins import Link
from metrics.scaffold.keys import JudgedTable
from metrics.scaffold.kinds import ColumnVerdict
from metrics.scaffold.profile import ColumnProfile
from metrics.scaffold.vocabulary import (
    ENTITIES_BY_DAY,
    EVENTS,
    FIRST_DAYS,
    JOINING_DAYS,
    LATER_DAYS,
)
from metrics.scaffold.words import Words, expand, singular

EARLIEST = date(1900, 1, 1)  # as in a catalogue; days before it are slips or mean "unknown"
_MOSTLY = 0.5
_DAY_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Dating:
    """The column that dates a table's rows.

    Attributes:
        others: the other columns that hold days.
        missing: rows that it leaves without a day.
        via: the join to the table that the column is of; None: it is the table's own.
        joins: whether it says when something came to be there (a customer joined), so that the
            things themselves are counted as they are now.
    """

    column: ColumnProfile
    words: Words
    others: tuple[str, ...]
    missing: int
    joins: bool
    via: Link | None = None

    @property
    def is_too_early(self) -> bool:
        """Whether some rows are dated before any history."""
        dated = self.column.filled > self.column.blank
        return dated and (self.first is None or self.first < EARLIEST)

    def is_late(self, today: date) -> bool:
        """Whether some rows are dated after ``today``."""
        return bool(self.column.high) and (self.last is None or self.last > today)

    @property
    def said(self) -> str:
        """What the day is called: ``join date``, ``opened day``."""
        words = (*self.words[:-1], "day") if self.words[-1] in ("on", "at") else self.words
        return " ".join(words)

    @property
    def first(self) -> date | None:
        """The earliest day, where the rows say so."""
        return _day(self.column.low)

    @property
    def last(self) -> date | None:
        """The latest day, where the rows say so."""
        return _day(self.column.high)


def date_of(table: JudgedTable, *, is_referenced: bool, is_link: bool) -> Dating | None:
    """What dates the rows; None where nothing of their own does, or most rows have no day.

    ``is_link`` says that the rows connect several other things.
    """
    days = table.using("day")
    usable = [v for v in days if _share(v) >= _MOSTLY or not v.column.rows]
    if not usable:
        return None
    best = max(usable, key=lambda v: (_score(table, v), -days.index(v)))
    words = expand(table.named.words(best.name).short)
    column = best.column
    return Dating(
        column=column,
        words=words,
        others=tuple(v.name for v in days if v is not best),
        missing=column.rows - column.filled + column.blank,
        joins=not is_link and _is_entity(table, words, is_referenced=is_referenced),
    )


def dated_by(link: Link, parent: JudgedTable, found: Dating, missing: int) -> Dating:
    """The rows of a table without days, by the day of what they belong to: lines by the order's.

    ``missing`` is how many rows belong to nothing that has a day.
    """
    words = found.words
    if not set(words) & set(parent.named.entity):
        words = (*parent.named.entity, *words)
    return Dating(found.column, words, (), missing, joins=False, via=link)


def _share(verdict: ColumnVerdict) -> float:
    column = verdict.column
    return (column.filled - column.blank) / column.rows if column.rows else 0.0


def _score(table: JudgedTable, verdict: ColumnVerdict) -> float:
    words = set(expand(table.named.words(verdict.name).short))
    own = set(table.named.entity)
    named = 2.0 * bool(words & own) + 3.0 * bool(words & FIRST_DAYS)
    return named - 4.0 * bool(words & LATER_DAYS) - 20.0 * (1.0 - _share(verdict))


def _is_entity(table: JudgedTable, words: Words, *, is_referenced: bool) -> bool:
    """Whether rows are things that stay, dated by when they came: people, stores, products."""
    if table.named.is_of_people:
        return True
    if singular(table.named.entity)[-1] in EVENTS or not is_referenced:
        return False
    return bool(set(words) & (JOINING_DAYS if not table.using("measure") else ENTITIES_BY_DAY))


def _day(text: str) -> date | None:
    if len(text) != _DAY_LENGTH:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
