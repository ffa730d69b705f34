"""Other spellings of words that were not understood, as options: offered, never assumed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from bot.language.decide import MAX_OPTIONS, ask_back
from bot.language.describe import short_label
from bot.language.outcome import Clarification, Interpretation, Option, Outcome, OutOfScope
from bot.language.state import Reading

_MAX_WORDS: Final = 2


def with_spellings(
    reading: Reading, original: Reading, again: Callable[[Reading], Outcome]
) -> Reading:
    """With readings of nearly the same words as first options, where there are any.

    ``original`` is the reading before its first stage; ``again`` reads it anew.
    """
    outcome = reading.outcome
    if not isinstance(outcome, Clarification | OutOfScope) or not outcome.not_understood:
        return reading
    found = tuple(_respelt(reading, original, again))
    if not found:
        return reading
    others = outcome.options if isinstance(outcome, Clarification) else ()
    kept = tuple({option.query: option for option in (*found, *others)}.values())
    asked = ask_back(outcome.not_understood, kept[:MAX_OPTIONS], outcome.trace)
    return replace(reading, outcome=asked)


def _respelt(
    reading: Reading, original: Reading, again: Callable[[Reading], Outcome]
) -> Iterator[Option]:
    near = reading.knowledge.lexicon.near
    for item in [i for i in reading.unread if i.kind == "unknown"][:_MAX_WORDS]:
        for word in near.near(item.words.casefold()):
            text = reading.text.replace(item.words, word, 1)
            outcome = again(replace(original, text=text))
            if isinstance(outcome, Interpretation):
                yield Option(short_label(f'With "{word}": {outcome.read_as}'), outcome.query)
