"""Values of dimensions: what is declared occurs, what occurs is declared, parts lie in wholes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from metrics.compiler import compile_nesting
from metrics.inspection.bench import Bench, Look, found, number
from metrics.inspection.findings import Finding
from metrics.model import Dimension
from metrics.planner import ways

_SHOWN = 5


def values(bench: Bench) -> Iterator[Look]:
    """The values that a dimension declares, or has other words for, against those that occur."""
    for dimension in bench.catalog.dimensions.values():
        if dimension.values or dimension.value_synonyms:
            look = partial(_values, bench, dimension)
            yield Look(dimension.name, f"the values of {dimension.name}", dimension.origin, look)


def nesting(bench: Bench) -> Iterator[Look]:
    """Each value of a dimension that is part of another lies wholly in one of its values."""
    for dimension in bench.catalog.dimensions.values():
        if dimension.part_of:
            look = partial(_nesting, bench, dimension)
            words = f"{dimension.name} within {dimension.part_of}"
            yield Look(dimension.name, words, dimension.origin, look)


def _values(bench: Bench, dimension: Dimension) -> Iterator[Finding]:
    if dimension.dataset in bench.unreadable:
        return
    occurring = bench.values(dimension)
    strange = [v for v in occurring if dimension.values and v not in dimension.values]
    if strange:
        message = f'Dimension "{dimension.name}" has values that it does not declare: '
        advice = "Add them to `values`: nobody can ask for one by name."
        yield found("warning", "values", dimension, message + _named(strange), advice)
    unused = [v for v in dimension.values if v not in occurring]
    if unused:
        message = f'Dimension "{dimension.name}" declares values that do not occur: '
        advice = "Look at their spelling; questions for them find nothing."
        yield found("warning", "values", dimension, message + _named(unused), advice)
    lost = [s.value for s in dimension.value_synonyms if s.value not in occurring]
    lost = [value for value in lost if value not in unused]
    if lost:
        message = f'Dimension "{dimension.name}" has words for values that do not occur: '
        advice = "Look at their spelling; questions for them find nothing."
        yield found("warning", "values", dimension, message + _named(lost), advice)


def _nesting(bench: Bench, dimension: Dimension) -> Iterator[Finding]:
    dataset = bench.catalog.dataset(dimension.dataset)
    coarse = bench.catalog.dimension(dimension.part_of)
    if {dataset.name, coarse.dataset} & bench.unreadable:
        return
    routes = ways(dataset, coarse, bench.catalog)
    if len(routes) != 1:
        message = (
            f'Dimension "{dimension.name}" is part of "{coarse.name}", but '
            f"{'no' if not routes else 'more than one'} way of joins leads there."
        )
        advice = f'Add a join from "{dataset.name}", or drop `part_of`.'
        yield found("problem", "nesting", dimension, message, advice)
        return
    count, example = bench.read(compile_nesting(dimension, routes[0], dataset))
    if number(count):
        several = f"{number(count):,} value{'' if count == 1 else 's'}"
        message = (
            f'{several} of dimension "{dimension.name}", for example {example}, '
            f'{"does" if count == 1 else "do"} not lie wholly in one value of "{coarse.name}".'
        )
        advice = "Mend the data, or drop `part_of`: questions with both would be read wrongly."
        yield found("problem", "nesting", dimension, message, advice)


def _named(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more + "."
