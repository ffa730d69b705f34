"""Which join path leads from a dataset to a dimension: the one there is, or a typed refusal.

Many-to-one joins are followed, so a route never multiplies a measure's rows (Ossie S2). Where none
leads there, a dataset that is declared a bridge may be crossed once; what it brings is made
distinct before it meets the measure's rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from weakref import WeakKeyDictionary

from metrics.catalog import Catalog
from metrics.errors import AmbiguousPathError, NoPathError
from metrics.model import (
    Conversion,
    Cumulative,
    Dataset,
    Derived,
    Dimension,
    Exposure,
    Metric,
    Ratio,
    Simple,
)
from metrics.planner.parts import Bridge, Hop, RoutedDimension

_MANY_TO_MANY = "E3011_MN_AGGREGATION_REJECTED"
_Found = tuple[RoutedDimension, ...]
_KNOWN: WeakKeyDictionary[Catalog, dict[tuple[str, str], _Found]] = WeakKeyDictionary()


def leaves(metric: Metric, catalog: Catalog) -> tuple[Metric, ...]:
    """The metrics with a dataset of their own that ``metric`` is made of, each once, in order."""
    found: dict[str, Metric] = {}
    for part in metric.parts:
        for leaf in leaves(catalog.metric(part), catalog):
            found[leaf.name] = leaf
    return tuple(found.values()) or (metric,)


def leaf_dataset(metric: Metric, catalog: Catalog) -> Dataset:
    """The dataset that a leaf metric counts rows of."""
    spec = metric.type
    if isinstance(spec, Ratio | Derived | Cumulative):
        raise TypeError(f"{metric.name} is not a leaf")
    return catalog.dataset(spec.dataset if isinstance(spec, Exposure) else spec.measure.dataset)


def is_undated(metric: Metric, catalog: Catalog) -> bool:
    """Whether a part of the metric is counted from rows that carry no day."""
    kinds = (leaf.type for leaf in leaves(metric, catalog))
    return any(isinstance(kind, Simple) and not kind.time for kind in kinds)


def event_dataset(metric: Metric, catalog: Catalog) -> Dataset | None:
    """The dataset of the events that a conversion looks for; None for any other leaf."""
    spec = metric.type
    return catalog.dataset(spec.event.dataset) if isinstance(spec, Conversion) else None


def tables_behind(metric: Metric, dimensions: Iterable[str], catalog: Catalog) -> frozenset[str]:
    """The warehouse tables that the metric, split or filtered by the dimensions, is read from.

    Raises:
        NoPathError, AmbiguousPathError: as :func:`route`.
    """
    behind = datasets_behind(metric, dimensions, catalog)
    return frozenset(table for dataset in behind for table in dataset.tables)


def datasets_behind(
    metric: Metric, dimensions: Iterable[str], catalog: Catalog
) -> tuple[Dataset, ...]:
    """The datasets that the metric, split or filtered by the dimensions, is read from, each once.

    Raises:
        NoPathError, AmbiguousPathError: as :func:`route`.
    """
    asked = [catalog.dimension(name) for name in dimensions]
    read: list[Dataset] = []
    for leaf in leaves(metric, catalog):
        events = event_dataset(leaf, catalog)
        read += [leaf_dataset(leaf, catalog), *([events] if events else ())]
        for dimension in asked:
            read += route(metric, leaf, dimension, catalog).datasets
    return tuple({dataset.name: dataset for dataset in read}.values())


def reachable_dimensions(metric_name: str, catalog: Catalog) -> frozenset[str]:
    """The names of all dimensions that the metric can be split and filtered by."""
    found = leaves(catalog.metric(metric_name), catalog)
    starts = {leaf_dataset(leaf, catalog).name for leaf in found}
    return frozenset(
        name
        for name, dimension in catalog.dimensions.items()
        if all(len(_routes(start, dimension, catalog)) == 1 for start in starts)
    )


def reachable_datasets(name: str, catalog: Catalog) -> frozenset[str]:
    """The datasets that many-to-one joins lead to from the one of that name, itself included."""
    return frozenset(at.name for at, _ in _walk(catalog.dataset(name), catalog, ()))


def route(metric: Metric, leaf: Metric, dimension: Dimension, catalog: Catalog) -> RoutedDimension:
    """The one way from the leaf's dataset to the dimension.

    Raises:
        NoPathError: none leads there; ``near`` has what the metric can be split by.
        AmbiguousPathError: several do, and the message names them.
    """
    start = leaf_dataset(leaf, catalog)
    found = _routes(start.name, dimension, catalog)
    if not found:
        raise NoPathError(
            f"{metric.label} cannot be split or filtered by {dimension.label.lower()}.",
            near=sorted(reachable_dimensions(metric.name, catalog)),
            code=_MANY_TO_MANY if _crossings(start, dimension, catalog, catalog.datasets) else "",
        )
    if len(found) > 1:
        ways = " or ".join(_in_words(one) for one in found)
        raise AmbiguousPathError(
            f"{dimension.label} can be reached from {metric.label.lower()} by {ways}.",
            next_step="Keep one of these joins in the definitions, or define two dimensions.",
        )
    return found[0]


def ways(start: Dataset, dimension: Dimension, catalog: Catalog) -> tuple[RoutedDimension, ...]:
    """Every way of many-to-one joins that leads from a dataset to a dimension."""
    return tuple(way for way in _routes(start.name, dimension, catalog) if way.bridge is None)


def _routes(start: str, dimension: Dimension, catalog: Catalog) -> _Found:
    known = _KNOWN.setdefault(catalog, {})
    key = (start, dimension.name)
    if key not in known:
        dataset = catalog.dataset(start)
        direct = [
            RoutedDimension(dimension, hops)
            for at, hops in _walk(dataset, catalog, ())
            if at.name == dimension.dataset
        ]
        bridges = [name for name, d in catalog.datasets.items() if d.bridge]
        known[key] = tuple(direct) or tuple(_crossings(dataset, dimension, catalog, bridges))
    return known[key]


def _crossings(
    start: Dataset, dimension: Dimension, catalog: Catalog, bridges: Iterable[str]
) -> list[RoutedDimension]:
    """The ways that go against one join of one of the ``bridges``."""
    pivots = list(_walk(start, catalog, ()))
    found = []
    for dataset in (catalog.dataset(name) for name in bridges if name != start.name):
        for join in dataset.joins:
            onward = [
                hops
                for at, hops in _walk(dataset, catalog, ())
                if at.name == dimension.dataset and join not in {hop.join for hop in hops}
            ]
            found += [
                RoutedDimension(dimension, hops, Bridge(dataset, join, pivot, way))
                for pivot, hops in pivots
                if pivot.name == join.to
                for way in onward
            ]
    return found


def _walk(
    at: Dataset, catalog: Catalog, hops: tuple[Hop, ...]
) -> Iterator[tuple[Dataset, tuple[Hop, ...]]]:
    """Every dataset that many-to-one joins lead to, with the way there."""
    yield at, hops
    seen = {hop.source.name for hop in hops} | {at.name}
    for join in at.joins:
        if join.to not in seen:
            following = catalog.dataset(join.to)
            yield from _walk(following, catalog, (*hops, Hop(at, join, following)))


def _in_words(routed: RoutedDimension) -> str:
    names = [hop.join.name for hop in routed.hops]
    if routed.bridge:
        names += [routed.bridge.dataset.name, *(hop.join.name for hop in routed.bridge.hops)]
    return " → ".join(names)
