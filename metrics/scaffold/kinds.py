"""What each column is good for: a key, a day, something to split by, something to add up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from metrics.scaffold.naming import NamedTable
from metrics.scaffold.personal import looks_personal
from metrics.scaffold.profile import ColumnProfile
from metrics.scaffold.vocabulary import (
    CODE_LIKE,
    COUNTING,
    ID,
    LABELS,
    MOMENTS,
    NOT_ADDED,
    ORDINALS,
)
from metrics.scaffold.words import Words, expand

Use = Literal[
    "held_back", "unused", "identifier", "day", "flag", "category", "ordinal", "measure", "rate"
]
_FEW_VALUES = 50
_MANY_VALUES = 500
_MOST_LABELS = 20_000
_MOST_ORDINALS = 200
_MOSTLY_DIFFERENT = 0.5
_HUGE = 12


Rule = Callable[["NamedTable", "ColumnProfile", Words], "ColumnVerdict | None"]


@dataclass(frozen=True, slots=True)
class ColumnVerdict:
    """A column's use, and why, in words that go into a comment; empty where it goes unsaid."""

    column: ColumnProfile
    use: Use
    why: str = ""

    @property
    def name(self) -> str:
        """The column's name in the warehouse."""
        return self.column.name


def judge(table: NamedTable, column: ColumnProfile) -> ColumnVerdict:
    """What a column is good for, by its type, its name and its rows: the first rule that fits."""
    words = expand(table.words(column).short)
    found = (rule(table, column, words) for rule in RULES)
    return next(verdict for verdict in found if verdict is not None)


def _unfit(_: NamedTable, column: ColumnProfile, __: Words) -> ColumnVerdict | None:
    """What definitions cannot read at all."""
    if column.kind == "other":
        kind = column.info.type.split("(")[0]
        return ColumnVerdict(column, "held_back", f"a {kind} is nothing to count or split by")
    name = column.name
    if name == name.strip() and name.isprintable():
        return None
    why = "its name has spaces around it or hidden characters; rename it in a view"
    return ColumnVerdict(column, "held_back", why)


def _personal(table: NamedTable, column: ColumnProfile, _: Words) -> ColumnVerdict | None:
    what = looks_personal(table, column)
    return ColumnVerdict(column, "held_back", f"looks like {what}") if what else None


def _identifier(table: NamedTable, column: ColumnProfile, words: Words) -> ColumnVerdict | None:
    of_people = words[-1] == "code" and table.is_of_people
    return ColumnVerdict(column, "identifier") if words[-1] in ID or of_people else None


def _empty(_: NamedTable, column: ColumnProfile, __: Words) -> ColumnVerdict | None:
    if column.is_empty and column.rows:
        return ColumnVerdict(column, "unused", "empty in every row")
    return None


def _day(_: NamedTable, column: ColumnProfile, __: Words) -> ColumnVerdict | None:
    if column.day_style == "undecided":
        return ColumnVerdict(
            column, "unused", "days as text: day or month first, the rows do not tell"
        )
    if column.kind in ("day", "moment") or column.day_style:
        return ColumnVerdict(column, "day")
    return None


def _plain(_: NamedTable, column: ColumnProfile, words: Words) -> ColumnVerdict:
    if column.kind == "flag":
        return ColumnVerdict(column, "flag")
    return _text(column, words) if column.kind == "text" else _number(column, words)


RULES: tuple[Rule, ...] = (_unfit, _personal, _identifier, _empty, _day, _plain)


def _text(column: ColumnProfile, words: Words) -> ColumnVerdict:
    if words[-1] in MOMENTS:
        return ColumnVerdict(
            column, "unused", "days as text in a form that definitions cannot read"
        )
    distinct = column.distinct if column.distinct is not None else _MOST_LABELS + 1
    different = distinct > column.filled * _MOSTLY_DIFFERENT
    if words[-1] in CODE_LIKE and (different or distinct > _FEW_VALUES):
        return ColumnVerdict(column, "identifier")
    few = distinct <= (_MANY_VALUES if words[-1] == "code" else _FEW_VALUES)
    named = words[-1] in LABELS or not different
    if few or (named and distinct <= _MOST_LABELS):
        return ColumnVerdict(column, "category")
    return ColumnVerdict(
        column, "unused", f"{distinct:,} different texts in {column.filled:,} rows"
    )


def _number(column: ColumnProfile, words: Words) -> ColumnVerdict:
    counts = bool(set(words) & COUNTING) or words[:2] == ("number", "of")
    if not column.finite:
        return ColumnVerdict(column, "unused", "holds infinite or undefined numbers")
    if {"epoch", "unixtime", "timestamp"} & set(words):
        return ColumnVerdict(column, "unused", "a moment as a number")
    if words[-1] in CODE_LIKE | {"code"} and not counts:
        few = (column.distinct or 0) <= _FEW_VALUES and not column.is_unique
        return ColumnVerdict(column, "ordinal" if few else "identifier")
    if not counts and _is_ordinal(column, words):
        return _which(column)
    if _is_huge_and_unique(column):
        return ColumnVerdict(column, "identifier")
    return ColumnVerdict(column, "rate" if not counts and set(words) & NOT_ADDED else "measure")


def _which(column: ColumnProfile) -> ColumnVerdict:
    """A number that says which, if it is whole and has few values."""
    if not column.whole or column.kind == "decimal":
        return ColumnVerdict(column, "unused", "says which, but not in whole numbers")
    few = (column.distinct or 0) <= _MOST_ORDINALS
    return ColumnVerdict(column, "ordinal" if few else "unused", "" if few else "too many values")


def _is_ordinal(column: ColumnProfile, words: Words) -> bool:
    """A number that says which, not how much: a year, a rank."""
    is_flag = words[0] in ("is", "has", "was", "can") or words[-1] in ("flag", "indicator")
    fraction = not column.whole or column.kind == "decimal"
    return "year" in words or is_flag or (words[-1] in ORDINALS and not fraction)


def _is_huge_and_unique(column: ColumnProfile) -> bool:
    """Numbers of many digits, all different, count nothing: they are made-up ids."""
    return column.kind == "integer" and column.is_unique and len(column.low.lstrip("-")) >= _HUGE
