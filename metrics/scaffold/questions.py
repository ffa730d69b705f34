"""Questions that are likely to work at once, for whoever has just scaffolded a catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from metrics.scaffold.drafts import CatalogDraft, DatasetDraft, DimensionDraft, MetricDraft
from metrics.scaffold.profile import Place

Kinds = tuple[tuple[str, ...], ...]
_TABLES = 6


def example_questions(draft: CatalogDraft, years: Mapping[Place, int]) -> Kinds:
    """Counts, then numbers by a dimension, then over time or by rank: the biggest tables first.

    ``years`` has the year that the data of a table reach.
    """
    found: list[tuple[str, ...]] = []
    for kind in (_counts, _splits, _series):
        found.append(
            tuple(q for q in kind(list(_askable(draft, years))) if q not in sum(found, ()))
        )
    return tuple(found)


_Asked = tuple[DatasetDraft, MetricDraft, str, tuple[DimensionDraft, ...]]


def _askable(draft: CatalogDraft, years: Mapping[Place, int]) -> Iterator[_Asked]:
    """Metrics with their dataset, the words of their time, and what splits them."""
    files = sorted(draft.files, key=lambda f: (-f.rows, f.name))
    for file in files[:_TABLES]:
        datasets = {d.name: d for d in file.datasets}
        for metric in file.metrics:
            dataset = datasets[metric.dataset]
            year = years.get(file.place)
            within = f" in {year}" if year and dataset.time else ""
            yield dataset, metric, within, _reached(draft, dataset)


def _counts(asked: list[_Asked]) -> Iterator[str]:
    for _, metric, within, _ in asked:
        if metric.aggregation == "count":
            yield f"how many {_said(metric)}{within}?"


def _splits(asked: list[_Asked]) -> Iterator[str]:
    ordered = sorted(asked, key=lambda a: (a[1].aggregation != "sum", a[1].min_group_size))
    for _, metric, within, dimensions in ordered:
        for dimension in dimensions:
            yield f"{_said(metric)} by {_lower(dimension.label)}{within}"


def _series(asked: list[_Asked]) -> Iterator[str]:
    for dataset, metric, within, _ in asked:
        if dataset.time and within:
            yield f"{_said(metric)} by month{within}"
    for _, metric, _, dimensions in asked:
        for dimension in dimensions:
            yield f"top 3 {dimension.plural} by {_said(metric)}"


def _said(metric: MetricDraft) -> str:
    return _lower(metric.label)


def _lower(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _reached(draft: CatalogDraft, dataset: DatasetDraft) -> tuple[DimensionDraft, ...]:
    """A dimension one join away, where there is one, and one of its own."""
    near = {join.to for join in dataset.joins}
    joined = [d for d in draft.dimensions if d.dataset in near]
    own = [d for d in draft.dimensions if d.dataset == dataset.name]
    return (*joined[:1], *own[:1])
