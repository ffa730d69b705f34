"""Which join path leads from a dataset to a dimension: the one there is, or a typed refusal.

Only many-to-one joins are followed, so a route never multiplies a measure's rows (Ossie S2).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from metrics.catalog import Catalog
from metrics.errors import AmbiguousPathError, NoPathError
from metrics.model import Dataset, Derived, Dimension, Exposure, Metric, Ratio
from metrics.planner.parts import Hop, RoutedDimension


def leaves(metric: Metric, catalog: Catalog) -> tuple[Metric, ...]:
    """The metrics with a dataset of their own that ``metric`` is made of, each once, in order."""
    found: dict[str, Metric] = {}
    for part in _parts(metric):
        for leaf in leaves(catalog.metric(part), catalog):
            found[leaf.name] = leaf
    return tuple(found.values()) or (metric,)


def leaf_dataset(metric: Metric, catalog: Catalog) -> Dataset:
    """The dataset that a leaf metric reads."""
    spec = metric.type
    if isinstance(spec, Ratio | Derived):
        raise TypeError(f"{metric.name} is not a leaf")
    return catalog.dataset(spec.dataset if isinstance(spec, Exposure) else spec.measure.dataset)


def tables_behind(metric: Metric, dimensions: Iterable[str], catalog: Catalog) -> frozenset[str]:
    """The warehouse tables that the metric, split or filtered by the dimensions, is read from.

    Raises:
        NoPathError, AmbiguousPathError: as :func:`route`.
    """
    asked = [catalog.dimension(name) for name in dimensions]
    tables: set[str] = set()
    for leaf in leaves(metric, catalog):
        tables |= set(leaf_dataset(leaf, catalog).tables)
        for dimension in asked:
            hops = route(metric, leaf, dimension, catalog).hops
            tables |= {table for hop in hops for table in hop.target.tables}
    return frozenset(tables)


def reachable_dimensions(metric_name: str, catalog: Catalog) -> frozenset[str]:
    """The names of all dimensions that the metric can be split and filtered by."""
    metric = catalog.metric(metric_name)
    return frozenset(
        name
        for name, dimension in catalog.dimensions.items()
        if all(
            len(_routes(leaf_dataset(leaf, catalog), dimension, catalog)) == 1
            for leaf in leaves(metric, catalog)
        )
    )


def route(metric: Metric, leaf: Metric, dimension: Dimension, catalog: Catalog) -> RoutedDimension:
    """The one way from the leaf's dataset to the dimension.

    Raises:
        NoPathError: none leads there; ``near`` has what the metric can be split by.
        AmbiguousPathError: several do, and the message names them.
    """
    found = _routes(leaf_dataset(leaf, catalog), dimension, catalog)
    if not found:
        raise NoPathError(
            f"{metric.label} cannot be split or filtered by {dimension.label.lower()}.",
            near=sorted(reachable_dimensions(metric.name, catalog)),
        )
    if len(found) > 1:
        ways = " or ".join(" → ".join(h.join.name for h in hops) for hops in found)
        raise AmbiguousPathError(
            f"{dimension.label} can be reached from {metric.label.lower()} by {ways}.",
            next_step="Keep one of these joins in the definitions, or define two dimensions.",
        )
    return RoutedDimension(dimension, found[0])


def ways(start: Dataset, dimension: Dimension, catalog: Catalog) -> tuple[RoutedDimension, ...]:
    """Every way of joins that leads from a dataset to a dimension."""
    return tuple(RoutedDimension(dimension, hops) for hops in _routes(start, dimension, catalog))


def _parts(metric: Metric) -> tuple[str, ...]:
    match metric.type:
        case Ratio(numerator, denominator):
            return numerator, denominator
        case Derived(expression):
            return tuple(sorted(expression.columns))
        case _:
            return ()


def _routes(start: Dataset, dimension: Dimension, catalog: Catalog) -> list[tuple[Hop, ...]]:
    return list(_walk(start, dimension.dataset, catalog, ()))


def _walk(
    at: Dataset, target: str, catalog: Catalog, hops: tuple[Hop, ...]
) -> Iterator[tuple[Hop, ...]]:
    if at.name == target:
        yield hops
        return
    seen = {hop.source.name for hop in hops} | {at.name}
    for join in at.joins:
        if join.to not in seen:
            following = catalog.dataset(join.to)
            yield from _walk(following, target, catalog, (*hops, Hop(at, join, following)))
