"""Other spellings of words that were not understood, as options: offered, never assumed.

Only where the whole question is understood with them; the nearest spelling first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice, product
from typing import Final

from bot.language.decide import can_do_without
from bot.language.items import Item
from bot.language.near import NearWords
from bot.language.options import ask_back, told_apart
from bot.language.outcome import Clarification, Interpretation, Option, Outcome, OutOfScope
from bot.language.state import Reading
from bot.language.tokens import stem
from bot.language.words import NO_SLIPS

_MAX_WORDS: Final = 6
_MAX_EACH: Final = 3
_MAX_TRIED: Final = 8
_MAX_OFFERED: Final = 2
_LONGEST_SPELLING: Final = 40

Spelling = tuple[tuple[Item, str], ...]


def with_spellings(
    reading: Reading, original: Reading, again: Callable[[Reading], Outcome]
) -> Reading:
    """With readings of nearly the same words as first options, where there are any.

    ``original`` is the reading before its first stage; ``again`` reads it anew.
    """
    outcome = reading.outcome
    if not isinstance(outcome, Clarification | OutOfScope) or not outcome.not_understood:
        return reading
    found = tuple(islice(_respelt(reading, original, again), _MAX_OFFERED))
    if not found:
        return reading
    others = outcome.options if isinstance(outcome, Clarification) else ()
    asked = ask_back(outcome.not_understood, (*found, *others), outcome.trace)
    return replace(reading, outcome=asked)


def _respelt(
    reading: Reading, original: Reading, again: Callable[[Reading], Outcome]
) -> Iterator[Option]:
    for spelling in _spellings(reading):
        outcome = again(replace(original, text=_written(reading, spelling)))
        if isinstance(outcome, Interpretation):
            line = tuple(outcome.read_as.split(" · "))
            yield Option(told_apart([line], _prefix(spelling))[0], outcome.query)


def _spellings(reading: Reading) -> Iterator[Spelling]:
    """A known word for each unknown one, the nearest ones first; none where one has none."""
    unknown = [item for item in reading.unread if item.kind == "unknown"]
    if not 0 < len(unknown) <= _MAX_WORDS or not can_do_without(reading):
        return
    choices = [_choices(item.words.casefold(), reading.knowledge.lexicon.near) for item in unknown]
    ranked = sorted(product(*(range(len(found)) for found in choices)), key=sum)
    for places in ranked[:_MAX_TRIED]:
        words = (found[place] for found, place in zip(choices, places, strict=True))
        spelling = tuple(zip(unknown, words, strict=True))
        changed = tuple((i, word) for i, word in spelling if word != i.words.casefold())
        if changed:
            yield changed


def _choices(word: str, near: NearWords) -> tuple[str, ...]:
    """A word of a name stays as it is; else what is nearest to it or to its singular."""
    if near.has(word) or near.has(stem(word)):
        return (word,)
    if word in NO_SLIPS:
        return ()
    found = (*near.near(word, _MAX_EACH), *near.near(stem(word), _MAX_EACH))
    return tuple(dict.fromkeys(found))[: _MAX_EACH + 1]


def _written(reading: Reading, spelling: Spelling) -> str:
    """The question with the words in the places of those not understood."""
    text, tokens = reading.text, reading.tokens
    for item, word in reversed(spelling):
        start, end = tokens[item.start].start, tokens[item.end - 1].end
        text = text[:start] + word + text[end:]
    return text


def _prefix(spelling: Spelling) -> str:
    words = ", ".join(f'"{word}"' for _, word in spelling)
    return f"With {words}: " if len(words) <= _LONGEST_SPELLING else "With other spellings: "
