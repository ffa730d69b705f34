"""The words of every table and column of a database, read beside each other.

What all tables or all columns of a table begin with says nothing of one of them: ``sbTxCustId``
among ``sbTxId`` and ``sbTxAmount`` is the customer's id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from metrics.scaffold.profile import ColumnProfile, Place, TableProfile
from metrics.scaffold.vocabulary import DECORATIONS, ID, PEOPLE
from metrics.scaffold.words import Words, expand, singular, split

_FEW = 3
_PREFIX = 3


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """The words of a column: all, and those that tell it from the others of its table."""

    full: Words
    short: Words

    @property
    def variants(self) -> tuple[Words, ...]:
        """Both, the same only once."""
        return tuple(dict.fromkeys((self.full, self.short)))


@dataclass(frozen=True, slots=True)
class NamedTable:
    """A table with the words of its name.

    Attributes:
        entity: what one row is, in the singular: ``order``, ``item``.
        written: the words of its name as they stand there, for the plural that people use.
    """

    profile: TableProfile
    entity: Words
    written: Words
    columns: Mapping[str, ColumnWords]

    @property
    def place(self) -> Place:
        """Schema and name."""
        return self.profile.place

    @property
    def is_of_people(self) -> bool:
        """Whether a row stands for somebody."""
        return self.entity[-1] in PEOPLE

    def words(self, column: ColumnProfile | str) -> ColumnWords:
        """The words of one of its columns."""
        return self.columns[column if isinstance(column, str) else column.name]


def name_tables(tables: Sequence[TableProfile]) -> tuple[NamedTable, ...]:
    """All tables with their words."""
    known = _nouns(tables)
    written = [_undecorated(split(t.info.name, known) or ("table",)) for t in tables]
    shared = _shared_start(written) if len(tables) >= _FEW else ()
    short = all(len(word) <= _PREFIX for word in shared)
    cut = len(shared) if short else 0
    return tuple(
        _named(table, words[cut:] or words, known)
        for table, words in zip(tables, written, strict=True)
    )


def _named(table: TableProfile, words: Words, known: frozenset[str]) -> NamedTable:
    full = {c.name: split(c.name, known) or ("column",) for c in table.columns}
    cut = len(_shared_start(list(full.values()))) if len(full) >= _FEW else 0
    columns = {name: ColumnWords(said, said[cut:] or said) for name, said in full.items()}
    expanded = expand(words)
    return NamedTable(table, singular(expanded), expanded, columns)


def _nouns(tables: Iterable[TableProfile]) -> frozenset[str]:
    names = (split(t.info.name) for t in tables)
    return frozenset(word for words in names for word in singular(words)) - ID


def _undecorated(words: Words) -> Words:
    """Without ``tbl``, ``dim`` and the like, where words are left that say something."""
    while words[0] in DECORATIONS and any(word.isalpha() for word in words[1:]):
        words = words[1:]
    while words[-1] in DECORATIONS and any(word.isalpha() for word in words[:-1]):
        words = words[:-1]
    return words


def _shared_start(names: Sequence[Words]) -> Words:
    """The words that all names begin with, none of them left empty by it."""
    if len(names) < 2:  # noqa: PLR2004 - one name shares nothing
        return ()
    least = min(len(name) for name in names) - 1
    count = 0
    while count < least and len({name[count] for name in names}) == 1:
        count += 1
    return names[0][:count]
