"""Values that lie inside each other: a region in a country, a name that begins another name."""

from __future__ import annotations

from collections.abc import Iterator

from bot.language.state import Reading
from metrics.catalog import Catalog
from metrics.query import Filter, MetricQuery


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
    known = {
        (dimension, value)
        for entries in reading.knowledge.lexicon.values.values()
        for dimension, value, exact in entries
        if exact
    }
    for condition in query.filters:
        for value in condition.values:
            longer = [
                v
                for d, v in sorted(known)
                if d == condition.dimension
                and v not in condition.values
                and v != value
                and v.startswith(str(value))
            ]
            if longer:
                label = reading.knowledge.catalog.dimension(condition.dimension).label.lower()
                yield f"{value} is the {label} {value} alone, without {' and '.join(longer[:3])}."
