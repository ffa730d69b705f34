"""Keys that identify, joins that find their partner, spells that run forward."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from metrics.compiler import compile_join, compile_keys, compile_left_out, compile_spells
from metrics.inspection.bench import Bench, Look, found, number, rows_in_words, share
from metrics.inspection.findings import Finding, JoinReach
from metrics.model import Balance, Dataset, Exposure, Expression, Join, Metric
from metrics.planner import leaf_dataset


def keys(bench: Bench) -> Iterator[Look]:
    """Every dataset's key is there and identifies one row; what it leaves out as repeats."""
    for dataset in bench.catalog.datasets.values():
        look = partial(_keys, bench, dataset)
        yield Look(dataset.name, f"the key of {dataset.name}", dataset.origin, look)


def joins(bench: Bench) -> Iterator[Look]:
    """How many rows find their partner over each join."""
    for dataset in bench.catalog.datasets.values():
        for join in dataset.joins:
            words = f"the join from {dataset.name} to {join.to}"
            yield Look(dataset.name, words, dataset.origin, partial(_join, bench, dataset, join))


def spells(bench: Bench) -> Iterator[Look]:
    """No spell closes before it opens."""
    seen: set[tuple[str, str, str, str]] = set()
    for metric in bench.catalog.metrics.values():
        spec = metric.type
        if not isinstance(spec, Balance | Exposure):
            continue
        where = spec.where if isinstance(spec, Exposure) else spec.measure.where
        dataset = leaf_dataset(metric, bench.catalog)
        key = (dataset.name, spec.opens, spec.closes, where.text if where else "")
        if key not in seen:
            seen.add(key)
            look = partial(_spells, bench, metric, dataset, spec.opens, spec.closes, where)
            yield Look(metric.name, f"the spells of {metric.name}", metric.origin, look)


def _keys(bench: Bench, dataset: Dataset) -> Iterator[Finding]:
    if dataset.name in bench.unreadable:
        return
    rows, empty, repeated, groups, example = bench.read(compile_keys(dataset))
    key, whole = ", ".join(dataset.key), number(rows)
    if not whole:
        message = f'Dataset "{dataset.name}" has no rows.'
        yield found("warning", "rows", dataset, message, "Load its tables, or drop it.")
    if number(empty):
        have = "has" if number(empty) == 1 else "have"
        message = f'{rows_in_words(number(empty))} of dataset "{dataset.name}" {have} no {key}.'
        advice = f"Leave them out in its query, or load their {key}."
        yield found("problem", "key", dataset, message, advice)
    if number(repeated):
        into = [
            f"{other.name}.{join.name}"
            for other in bench.catalog.datasets.values()
            for join in other.joins
            if join.to == dataset.name
        ]
        joined = f" The joins {', '.join(into)} would repeat rows." if into else ""
        yield found(
            "problem",
            "key",
            dataset,
            f'{rows_in_words(number(repeated))} of dataset "{dataset.name}" share {key} with '
            f"another: {number(groups):,} such, for example {example}.{joined}",
            f"Keep one row a {key} in its query, or name the key that identifies a row.",
        )
    yield from _left_out(bench, dataset, whole)


def _left_out(bench: Bench, dataset: Dataset, kept: int) -> Iterator[Finding]:
    statement = compile_left_out(dataset)
    repeats = number(bench.read(statement)[0]) if statement else 0
    if repeats:
        yield found(
            "known",
            "repeats",
            dataset,
            f"{rows_in_words(repeats)} beside the {kept:,} that dataset "
            f'"{dataset.name}" keeps {"repeats" if repeats == 1 else "repeat"} one of them and '
            f"{'is' if repeats == 1 else 'are'} left out: its query keeps one row a "
            f"{', '.join(dataset.key)}. {' '.join(dataset.description.split())}",
        )


def _join(bench: Bench, dataset: Dataset, join: Join) -> Iterator[Finding]:
    target = bench.catalog.dataset(join.to)
    if {dataset.name, target.name} & bench.unreadable:
        return
    rows, without, orphans, example = bench.read(compile_join(dataset, join, target))
    reach = JoinReach(
        dataset.name, join.name, join.to, number(rows), number(without), number(orphans)
    )
    bench.joins.append(reach)
    if not reach.orphans:
        return
    own = ", ".join(mine for mine, _ in join.on)
    count = rows_in_words(reach.orphans)
    message = (
        f'{count} of dataset "{dataset.name}" ({share(reach.orphans, reach.rows)}) '
        f'{"has" if reach.orphans == 1 else "have"} a {own} that is not in "{join.to}", '
        f"for example {example}."
    )
    if reach.orphans + reach.without_key == reach.rows:
        advice = f"No row has a partner: join {join.name} is probably on the wrong columns."
        yield found("problem", "orphans", dataset, message, advice)
    else:
        advice = f"They count in totals, and in no value that a split by {join.to} names."
        yield found("warning", "orphans", dataset, message, advice)


def _spells(
    bench: Bench,
    metric: Metric,
    dataset: Dataset,
    opens: str,
    closes: str,
    where: Expression | None,
) -> Iterator[Finding]:
    if dataset.name in bench.unreadable:
        return
    rows, backwards = map(number, bench.read(compile_spells(dataset, opens, closes, where)))
    if not backwards:
        return
    message = (
        f'{rows_in_words(backwards)} of "{dataset.name}" ({share(backwards, rows)}) behind '
        f'metric "{metric.name}" close before they open: {closes} before {opens}'
    )
    if 2 * backwards > rows:
        advice = f"Are `opens: {opens}` and `closes: {closes}` the wrong way round?"
        yield found("problem", "spells", metric, f"{message}.", advice)
    else:
        yield found("known", "spells", metric, f"{message}. They are never counted as open.")
