"""The readings that are offered as buttons: each once, each answerable, told apart by label."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bot.language.describe import LABEL_LENGTH, pieces, short_label
from bot.language.nesting import impossible, nested
from bot.language.outcome import Clarification, Option, Trace
from bot.language.state import Reading
from metrics.query import MetricQuery

MAX_OPTIONS: Final = 4
MAX_WORDS: Final = 3


def options_of(
    reading: Reading, queries: Iterable[MetricQuery], *, prefix: str = ""
) -> tuple[Option, ...]:
    """At most four, each once, only those that can hold and whose metrics reach what is asked."""
    knowledge = reading.knowledge
    fitting = [
        query
        for query in dict.fromkeys(queries)
        if not nested(query, knowledge.catalog)
        and not impossible(query, knowledge.catalog)
        and all(
            {*query.dimensions, *(f.dimension for f in query.filters)} <= knowledge.reach[name]
            for name in query.metrics
        )
    ][:MAX_OPTIONS]
    labels = told_apart([pieces(query, knowledge.catalog) for query in fitting], prefix)
    return tuple(Option(label, query) for label, query in zip(labels, fitting, strict=True))


def told_apart(described: list[tuple[str, ...]], prefix: str = "") -> list[str]:
    """Labels that fit a button: what all have in common gives way to what tells them apart.

    >>> told_apart([("Claims", "by model"), ("Claims", "by part")])
    ['Claims · by model', 'Claims · by part']
    """
    if not described:
        return []
    shared = {piece for piece in described[0][1:] if all(piece in d for d in described)}
    if len(described) == 1:
        shared = set()
    return [_label(own, prefix, shared) for own in described]


def _label(own: tuple[str, ...], prefix: str, shared: set[str]) -> str:
    full = prefix + " · ".join(own)
    if len(full) <= LABEL_LENGTH:
        return full
    return short_label(prefix + " · ".join(piece for piece in own if piece not in shared))


def clarify(reading: Reading, question: str, queries: Iterable[MetricQuery]) -> Clarification:
    """A question with readings as its answers."""
    return Clarification(question, options_of(reading, queries), (), reading.trace)


def ask_back(words: tuple[str, ...], options: tuple[Option, ...], trace: Trace) -> Clarification:
    """A question that names the words that were not understood."""
    question = f"I do not understand {named(words)} here, so I give no number yet."
    question += " Do you mean one of these?" if options else " Please say it in other words."
    kept: dict[MetricQuery, Option] = {}
    for option in options:
        kept.setdefault(option.query, option)
    return Clarification(question, tuple(kept.values())[:MAX_OPTIONS], words, trace)


def named(words: tuple[str, ...]) -> str:
    """The words in quotes, as far as they are named.

    >>> named(("serious", "odd"))
    '"serious" and "odd"'
    """
    return " and ".join(f'"{word}"' for word in words[:MAX_WORDS])
