"""Values that lie inside each other: a region in a country, a name that begins another name."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from bot.language.state import Reading
from metrics.catalog import Catalog
from metrics.query import Filter, MetricQuery

_NAMED: Final = 3


def nested(query: MetricQuery, catalog: Catalog) -> tuple[Filter, Filter] | tuple[()]:
    """Two lists of values of which one dimension lies in the other, coarser first.

    "In the US and Canada" names a country and a region; both at once hold for nothing.
    """
    chosen = {f.dimension: f for f in query.filters if f.op == "in"}
    for name, inner in chosen.items():
        outer = chosen.get(catalog.dimension(name).part_of)
        if outer is not None:
            return outer, inner
    return ()


def short_names(query: MetricQuery, reading: Reading) -> Iterator[str]:
    """A note where a chosen value is the beginning of another that is not chosen."""
    for condition in query.filters:
        known = reading.knowledge.lexicon.ordered.get(condition.dimension, ())
        for value in condition.values:
            longer = [v for v in _beginning_with(str(value), known) if v not in condition.values]
            if longer:
                label = reading.knowledge.catalog.dimension(condition.dimension).label.lower()
                yield f"{value} is the {label} {value} alone, without {' and '.join(longer)}."


def _beginning_with(start: str, known: Sequence[str]) -> Iterator[str]:
    """At most three longer values, of those in alphabetical order, that begin alike."""
    first = bisect_right(known, start)
    yield from takewhile(lambda value: value.startswith(start), known[first : first + _NAMED])
