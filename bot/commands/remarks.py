"""What is no problem of the definitions, and still worth a line to whoever keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from metrics.catalog import Catalog, files_below
from metrics.errors import AmbiguousPathError, NoPathError
from metrics.model import Dimension, Metric
from metrics.planner import leaf_dataset, leaves, reachable_dimensions, route

MOST = 20


def remarks(path: Path, catalog: Catalog) -> tuple[str, ...]:
    """Files that are not read, dimensions that two joins lead to, rows that narrow nobody."""
    unread = files_below(path)
    lines = [f"{file} is not read: files stand in the directory itself." for file in unread]
    lines += [*_two_ways(catalog), *_narrows_nobody(catalog)]
    more = len(lines) - MOST
    return (*lines[:MOST], *([f"… and {more} more remarks."] if more > 0 else ()))


def _narrows_nobody(catalog: Catalog) -> Iterator[str]:
    """Groups whose ``rows`` have no effect, as everyone is granted all rows of the same tiers."""
    groups = catalog.directory.groups
    open_tiers = {tier for g in groups if g.everyone and not g.rows for tier in g.grants}
    for group in groups:
        shared = sorted(group.grants & open_tiers)
        if group.rows and shared:
            tiers = " and ".join(f'"{tier}"' for tier in shared)
            yield (
                f'The rows of group "{group.name}" narrow nobody for {tiers}: a group of everyone '
                "grants that with all rows. Take the grant from it, or the group away."
            )


def ways_to(metric: Metric, catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Each dimension that several joins lead to from the metric, and how to choose."""
    reached = reachable_dimensions(metric.name, catalog)
    for dimension in catalog.dimensions.values():
        if dimension.name not in reached:
            for leaf in leaves(metric, catalog):
                said = _ways(leaf, dimension, catalog)
                if said:
                    yield dimension.name, said
                    break


def _two_ways(catalog: Catalog) -> Iterator[str]:
    """A line for each dataset and dimension, told by the first metric over the dataset."""
    seen: set[tuple[str, str]] = set()
    for metric in catalog.metrics.values():
        if leaves(metric, catalog) != (metric,):
            continue
        dataset = leaf_dataset(metric, catalog)
        for dimension, said in ways_to(metric, catalog):
            if (dataset.name, dimension) not in seen:
                seen.add((dataset.name, dimension))
                yield f"{dataset.origin.file}:{dataset.origin.line}: {said}"


def _ways(leaf: Metric, dimension: Dimension, catalog: Catalog) -> str:
    try:
        route(leaf, leaf, dimension, catalog)
    except NoPathError:
        return ""
    except AmbiguousPathError as error:
        return f"{error.message} {error.next_step} Until then it is split by neither."
    return ""
