"""Values that lie inside each other: a region in a country, a name that begins another name.

And values that a metric never has: denied claims that are paid.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from bot.language.state import Reading
from metrics.catalog import Catalog
from metrics.model import Dimension, Metric, Simple
from metrics.query import Filter, MetricQuery

_NAMED: Final = 3
_QUOTES: Final = 2


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


def impossible(query: MetricQuery, catalog: Catalog) -> tuple[Filter, Metric] | tuple[()]:
    """A condition that a metric's own definition rules out, so that its number is always nothing.

    Seen where the definition is one equation on the dimension: ``where: status = 'denied'``.
    """
    for metric in (catalog.metric(name) for name in query.metrics):
        for condition in query.filters:
            only = _only_value(metric, catalog.dimension(condition.dimension))
            listed = condition.op in {"in", "not_in"}
            if only and listed and (condition.op == "in") != (only in condition.values):
                return condition, metric
    return ()


def _only_value(metric: Metric, dimension: Dimension) -> str:
    measure = metric.type.measure if isinstance(metric.type, Simple) else None
    if measure is None or measure.where is None or measure.dataset != dimension.dataset:
        return ""
    column, _, value = measure.where.text.partition(" = ")
    plain = value.startswith("'") and value.endswith("'") and value.count("'") == _QUOTES
    return value.strip("'") if plain and column == dimension.expression.text else ""


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
