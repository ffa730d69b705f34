"""Typed spans of a question, and the rules that turn runs of them into meaning.

A :class:`Rule` has a name, a pattern over the kinds of neighbouring items, and a production. The
kinds of all items are written as one string, one character an item, and patterns are regular
expressions over it: no nested repetition, so matching is linear in practice.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from bot.language.parts import Part, Period
from metrics.calendar import Calendar

KINDS: Final = (
    *("filler", "count", "prep", "with", "by", "and", "or", "not", "only", "all", "is", "vs"),
    *(
        "compare",
        "than",
        "to",
        "which",
        "what",
        "change",
        "comparative",
        "threshold",
        "rank",
        "over",
    ),
    *("breakdown", "both", "goal", "attain", "ranking", "order", "total"),
    *("trend", "grainly", "now", "follow", "define", "defined", "own", "fresh", "when", "help"),
    *("grain", "fiscal", "dayword", "last", "this", "next", "past", "full", "ago", "ordinal"),
    *("half", "todate", "ever", "since", "onwards", "before", "after", "between", "from"),
    *("until", "asof", "weekof", "weekend", "weekendof", "season", "named", "yearago"),
    *("samelast", "prevperiod", "overover", "monthname", "weekday", "quartertoken"),
    *("fiscalpart", "slashdate", "startof", "fortnight"),
    *("halftoken", "fiscaltoken", "isodate", "isomonth", "day", "year", "number"),
    *("metric", "dimension", "value", "ambiguous", "period", "done", "comma", "dash", "mark"),
    *("percent", "currency", "bound", "unknown"),
)
_CODES: Final = {kind: chr(0x4E00 + place) for place, kind in enumerate(KINDS)}
_GROUPS: Final = {"num": "(?:day|year|number)", "list": "(?:and|comma)"}
_NAME: Final = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Item:
    """A span of tokens (``start`` to ``end``, half-open) with what it may mean.

    Attributes:
        names: metrics or dimensions that go by these words; for operator words, their argument.
        values: (dimension, value) pairs that go by these words.
        exact: the words are the governed name itself, not a synonym.
        plural: the words are in the plural.
    """

    kind: str
    start: int
    end: int
    words: str
    names: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    number: float = 0
    exact: bool = True
    plural: bool = False
    period: Period | None = None
    parts: tuple[Part, ...] = ()

    @property
    def name(self) -> str:
        """The first of ``names``, or empty."""
        return self.names[0] if self.names else ""


@dataclass(frozen=True, slots=True)
class Context:
    """What productions may look at besides their items; ``today`` is the company's date."""

    calendar: Calendar
    today: date


Items = tuple[Item, ...]
Made = Item | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A named step of the grammar: items that match ``pattern`` become what ``make`` returns.

    ``make`` returns None where the rule does not apply after all.
    """

    name: str
    pattern: str
    make: Callable[[Items, Context], Made]
    compiled: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "compiled", _compile(self.pattern))


@dataclass(frozen=True, slots=True)
class Applied:
    """That a rule was used, on which words."""

    rule: str
    words: str
    item: Item


def apply_rules(
    rules: tuple[Rule, ...], items: Items, context: Context
) -> tuple[Items, tuple[Applied, ...]]:
    """All items after every rule was tried everywhere, in the order of ``rules``."""
    used: list[Applied] = []
    current = list(items)
    kinds = "".join(_CODES[item.kind] for item in current)
    for rule in rules:
        place = 0
        while (match := rule.compiled.search(kinds, place)) is not None:
            taken = tuple(current[match.start() : match.end()])
            made = rule.make(taken, context)
            if made is not None:
                whole = _spanning(made, taken)
                used.append(Applied(rule.name, whole.words, whole))
                current[match.start() : match.end()] = [whole]
                kinds = kinds[: match.start()] + _CODES[whole.kind] + kinds[match.end() :]
            place = match.start() + 1
    return tuple(current), tuple(used)


def period_item(period: Period) -> Item:
    """An item that stands for a period."""
    return Item("period", 0, 0, "", period=period)


def done(*parts: Part) -> Item:
    """An item that is fully used: it means ``parts``."""
    return Item("done", 0, 0, "", parts=parts)


def _spanning(made: Item, taken: Items) -> Item:
    words = " ".join(item.words for item in taken)
    return replace(made, start=taken[0].start, end=taken[-1].end, words=words)


def _compile(pattern: str) -> re.Pattern[str]:
    for group, meaning in _GROUPS.items():
        pattern = re.sub(rf"\b{group}\b", meaning, pattern)
    return re.compile(_NAME.sub(lambda m: _CODES[m.group()], pattern).replace(" ", ""))
