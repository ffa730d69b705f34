"""Words apart that are a governed name together: "claims … filed", "units … delivered".

Such a word is used where both words name the metric that was asked for anyway; where they name
another one, both readings are offered.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.language.draft import Draft
from bot.language.items import Item
from bot.language.lexicon import Lexicon, bag_of
from bot.language.outcome import Step
from bot.language.parts import Ambiguous, Asked
from bot.language.state import Reading
from bot.language.tokens import stems

_APART: Final = frozenset({"prep", "with", "by", "over", "not", "to", "from", "than", "threshold"})


def named_together(lexicon: Lexicon, metric_words: str, others: str) -> str:
    """The metric whose name is made of the other words and one or all of the metric's."""
    own, rest = stems(metric_words), stems(others)
    bag_choices = (bag_of((*own, *rest)), *(bag_of((word, *rest)) for word in own))
    found = (lexicon.bags[bag] for bag in bag_choices if bag in lexicon.bags)
    return next((names[0] for names in found if len(names) == 1), "")


def join_names(reading: Reading) -> Reading:
    """With the words used that end a name of what was asked for: "how many claims were filed"."""
    if reading.outcome is not None:
        return reading
    reading = _terms_settled(reading)
    before = (None, *reading.items[:-1])
    items = tuple(_used(i, b, reading) for i, b in zip(reading.items, before, strict=True))
    joined = [new for old, new in zip(reading.items, items, strict=True) if old is not new]
    steps = tuple(Step("join_names", "a name in two parts", i.words, i.name) for i in joined)
    return replace(reading, items=items, trace=(*reading.trace, *steps))


def _used(item: Item, before: Item | None, reading: Reading) -> Item:
    if item.kind != "unknown" or (before is not None and before.kind in _APART):
        return item
    tails, ends = reading.knowledge.lexicon.tails, stems(item.words)
    for asked in reading.draft.asked:
        names = {name for noun in stems(asked.words) for name in tails.get((noun, *ends), ())}
        if asked.metrics == tuple(names) and not asked.choices:
            return replace(item, kind="done", names=asked.metrics)
    return item


def _terms_settled(reading: Reading) -> Reading:
    """A word of many meanings beside another that settles it: "units", "delivered"."""
    draft = reading.draft
    for term in draft.ambiguous:
        for asked in draft.asked:
            name = named_together(reading.knowledge.lexicon, term.term, asked.words)
            if name and asked.metrics == (name,):
                return replace(reading, draft=_without(draft, term))
    return reading


def _without(draft: Draft, term: Ambiguous) -> Draft:
    left = tuple(t for t in draft.ambiguous if t is not term)
    return replace(draft, ambiguous=left)


def term_choices(reading: Reading) -> tuple[Asked, ...]:
    """What a word of many meanings may ask for beside a metric that was named.

    Both side by side, where they were said as a list; else first the metric that both name
    together, or the named one alone.
    """
    draft = reading.draft
    term = draft.ambiguous[0].term
    names = reading.knowledge.terms[term].readings
    if _listed(reading.found):
        words = " ".join(asked.words for asked in draft.asked)
        return tuple(Asked((*draft.metrics, name), words, exact=False) for name in names)
    found: list[Asked] = []
    for asked in draft.asked:
        together = named_together(reading.knowledge.lexicon, term, asked.words)
        found.append(replace(asked, metrics=(together,), choices=()) if together else asked)
    return (*found, *(Asked((name,), term, exact=False) for name in names))


def _listed(items: tuple[Item, ...]) -> bool:
    """Whether a metric and a word of many meanings are joined: "orders and revenue"."""
    kinds = [item.kind for item in items]
    triples = zip(kinds, kinds[1:], kinds[2:], strict=False)
    return any(
        {first, last} == {"metric", "ambiguous"} and joint in {"and", "comma", "vs"}
        for first, joint, last in triples
    )
