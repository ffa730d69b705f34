"""Phrases that every question needs, whatever a catalogue defines: they can name nothing."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.language.items import Context, Items, apply_rules
from bot.language.lexicon import CLOSED, build_lexicon
from bot.language.parts import During
from bot.language.query_rules import FIRST_RULES, QUERY_RULES
from bot.language.spans import find_items
from bot.language.time_rules import TIME_RULES
from bot.language.tokens import stem, stems, tokenise
from metrics.calendar import Calendar
from metrics.catalog import Catalog, Premises
from metrics.model import CalendarDefinition, Company, Directory

_ANY: Final = CalendarDefinition("UTC", "monday", 1, date(2000, 1, 1))
_NOBODY: Final = Company("", synthetic=False, calendar=_ANY, freshness=None, help_contact="")
_EMPTY: Final = Catalog(
    company=_NOBODY,
    directory=Directory((), (), ()),
    datasets={},
    dimensions={},
    metrics={},
    rollups={},
    ambiguous_terms=(),
    fingerprint="",
)
_NOTHING_DEFINED: Final = build_lexicon(_EMPTY, {})
_ANY_DAY: Final = Context(Calendar(_ANY), date(2026, 7, 1))
_CLOSED_STEMS: Final = frozenset(tuple(stem(word) for word in key) for key in CLOSED)
_NUMBERS: Final = frozenset({"day", "year", "number", "bound"})


def premises_on(today: date) -> Premises:
    """What definitions are held against on a day, so that questions can be read with them."""
    return Premises(today, spoken_for)


def spoken_for(phrase: str) -> str:
    """What the phrase is read as in any question; empty where it is free to be a name.

    >>> spoken_for("last month"), spoken_for("12"), spoken_for("the top"), spoken_for("sales")
    ('a time', 'a number', 'a word of its own', '')
    """
    items = _read(phrase)
    kinds = {item.kind for item in items}
    closed = stems(phrase) in _CLOSED_STEMS
    if not stems(phrase) or ("unknown" in kinds and not closed):
        return ""
    if any(isinstance(part, During) for item in items for part in item.parts):
        return "a time"
    if kinds and kinds <= _NUMBERS:
        return "a number"
    return "a word of its own" if closed or len(items) <= 1 or kinds == {"done"} else ""


def _read(phrase: str) -> Items:
    """The phrase, read by all rules with nothing but closed words known."""
    items = find_items(tokenise(phrase), _NOTHING_DEFINED)
    for rules in (FIRST_RULES, TIME_RULES, QUERY_RULES):
        items, _ = apply_rules(rules, items, _ANY_DAY)
    return items
