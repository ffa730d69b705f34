"""Which columns look as if they told who somebody is: by their name, then by what their texts are.

Erring on the side of holding back: whoever reviews the catalogue may add a column in one line.
"""

from __future__ import annotations

from metrics.scaffold.naming import NamedTable
from metrics.scaffold.profile import ColumnProfile
from metrics.scaffold.vocabulary import (
    ABOUT_PEOPLE,
    ADDRESSES,
    BIRTH,
    DOCUMENTS,
    FREE_TEXT,
    ID,
    MAILS,
    NAME_PARTS,
    NETWORK,
    PEOPLE,
    PERSON_NAMES,
    PERSONAL_AMOUNTS,
    PHONES,
    PLACES,
    SECRETS,
    SPECIAL,
)
from metrics.scaffold.words import Words, expand

_AREAS = frozenset({"city", "town", "state", "county", "province", "country", "region"})
_ABOUT = frozenset({"type", "status", "kind", "category", "count"})
_HOLDERS = PEOPLE | NAME_PARTS | {"account"}
_FREE_TEXT = "free text, which may name people"
_LONG = 80
_SHORT = 30
_BY_WORD: tuple[tuple[frozenset[str], str], ...] = (
    (SECRETS, "a login or a secret"),
    (DOCUMENTS, "a number of a person's document or account"),
    (SPECIAL, "a special category of personal data"),
    (NETWORK, "the address of a device"),
    (BIRTH, "when or where somebody was born"),
)
_BY_WORD_IN_TEXT: tuple[tuple[frozenset[str], str], ...] = (
    (MAILS, "an e-mail address"),
    (PHONES, "a phone number"),
    (ADDRESSES, "an address"),
    (PLACES, "a place on the map"),
    (PERSON_NAMES, "a person's name"),
)


def looks_personal(table: NamedTable, column: ColumnProfile) -> str:
    """What of a person the column seems to hold, or an empty text."""
    words = expand(table.words(column).full)
    said = set(words) | set(table.words(column).full)
    listed = _BY_WORD
    is_dated = column.kind in ("day", "moment", "flag")
    if not is_dated and words[-1] not in ID and words[-1] not in _AREAS and not said & _ABOUT:
        listed += _BY_WORD_IN_TEXT
    for known, what in listed:
        if said & known:
            return what
    if _is_name(table, expand(table.words(column).short), column):
        return "a person's name"
    return column.personal or _free_text(table, column)


def is_personal_amount(table: NamedTable, column: str) -> bool:
    """Whether a number tells of people what they would keep to themselves: a salary, an age."""
    words = set(expand(table.words(column).full))
    if words & PERSONAL_AMOUNTS or {"credit", "score"} <= words:
        return True
    return table.is_of_people and bool(words & ABOUT_PEOPLE)


def _is_name(table: NamedTable, words: Words, column: ColumnProfile) -> bool:
    """A name where people are: of one of them, in their table, or a text that is a role."""
    if column.kind != "text":
        return False
    if words[-1] != "name":
        return words[-1] in PEOPLE
    of_whom = words[:-1] or table.entity
    return of_whom[-1] in _HOLDERS


def _free_text(table: NamedTable, column: ColumnProfile) -> str:
    """Texts in which anybody may be named: long ones, notes, whatever describes people."""
    if column.kind != "text":
        return ""
    last = expand(table.words(column).short)[-1]
    is_short = column.longest <= _SHORT and not table.is_of_people
    describes = last in FREE_TEXT and not (last == "description" and is_short)
    return _FREE_TEXT if describes or column.longest > _LONG else ""
