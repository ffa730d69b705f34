"""Whether names say that a column points to a table: only a hint, which the rows must bear out."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from metrics.scaffold.naming import ColumnWords, NamedTable
from metrics.scaffold.vocabulary import GENERIC_KEYS, KEY_ENDINGS, OWN_ROLES
from metrics.scaffold.words import Words, alike


class Likeness(IntEnum):
    """How well a column's name fits a table's key, from not at all to the same name."""

    NONE = 0
    ROLE = 1
    TABLE = 2
    SAME = 3


def stem(words: Words) -> Words:
    """The words without what only says that it is a key.

    >>> stem(("reported", "by", "staff", "id"))
    ('reported', 'by', 'staff')
    """
    end = len(words)
    while end and words[end - 1] in GENERIC_KEYS:
        end -= 1
    return words[:end]


def same(one: Words, other: Words) -> bool:
    """Whether both are the same words, abbreviations and number aside."""
    return len(one) == len(other) and all(map(alike, one, other))


def ownership(table: NamedTable, column: str, others: Sequence[NamedTable]) -> int:
    """How much a column's name says that it is this table's own key, from 0 to 100.

    ``order_id`` is that of ``orders``; of ``order_items`` only where no table is called so.
    """
    words = table.words(column)
    entities = [other.entity for other in others if other is not table]
    variants = [words.full] if _is_bare(words, table.entity) else words.variants
    return max(_ownership(table.entity, variant, entities) for variant in variants)


def names_another(column: ColumnWords, table: NamedTable, others: Sequence[NamedTable]) -> bool:
    """Whether the column's words are exactly what another table's rows are."""
    entities = [other.entity for other in others if other is not table]
    return any(same(stem(said), entity) for said in column.variants for entity in entities)


def _is_bare(words: ColumnWords, entity: Words) -> bool:
    """Whether nothing but ``id`` is left of the name, and what was left out is not the table's."""
    before = words.full[: len(words.full) - len(words.short)]
    if stem(words.short) or not before:
        return False
    initials = "".join(word[0] for word in entity)
    return not alike(before[-1], entity[-1]) and before[-1] != initials


def _ownership(entity: Words, words: Words, others: Sequence[Words]) -> int:
    named = stem(words)
    if len(named) == len(words):
        return 0
    if words[-1] not in KEY_ENDINGS:
        return 50 if not named or same(named, entity) else 0
    if not named:
        return 90
    if same(named, entity):
        return 100
    if any(same(named, other) for other in others):
        return 0
    size = len(named)
    starts_or_ends = same(named, entity[:size]) or same(named, entity[-size:])
    return 80 if starts_or_ends else 0


def likeness(column: ColumnWords, table: NamedTable, key: str) -> Likeness:
    """How well a column's name fits the key of another table."""
    own = table.words(key)
    named = bool(stem(own.full))
    if named and same(column.full, own.full):
        return Likeness.SAME
    patterns = [*([own.full] if named else []), table.entity]
    found = Likeness.NONE
    for said in column.variants:
        bare = stem(said)
        for pattern in patterns:
            if same(said, pattern) or same(bare, pattern) or same(bare, stem(pattern)):
                return Likeness.TABLE
            if _within(bare, stem(pattern)) and len(said) > len(bare):
                found = Likeness.ROLE
    return found


def leads_home(column: ColumnWords) -> bool:
    """Whether the name says that a column leads to another row of its own table.

    ``manager_id`` of employees, ``parent_id`` of anything.
    """
    return any(len(stem(said)) == 1 and stem(said)[0] in OWN_ROLES for said in column.variants)


def role_of(column: ColumnWords) -> Words:
    """What a reference is called: its words without ``id``, ``origin airport``."""
    return stem(column.short) or stem(column.full) or column.full


def _within(words: Words, pattern: Words) -> bool:
    """Whether the pattern ends the words or begins them, with others beside it."""
    size = len(pattern)
    if not size or len(words) <= size:
        return False
    return same(words[-size:], pattern) or same(words[:size], pattern)
