"""Which columns date rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from metrics.catalog import Catalog
from metrics.model import Balance, Conversion, Exposure, MetricType, Simple, Snapshot


def times_of(catalog: Catalog) -> Mapping[str, frozenset[str]]:
    """By dataset, the columns that some definition takes a row's day from."""
    found = {name: {dataset.time} for name, dataset in catalog.datasets.items()}
    for metric in catalog.metrics.values():
        for dataset, column in _times(metric.type):
            found[dataset].add(column)
    return {name: frozenset(columns - {""}) for name, columns in found.items()}


def _times(how: MetricType) -> Iterator[tuple[str, str]]:
    match how:
        case Simple(measure=measure, time=time) | Snapshot(measure=measure, time=time):
            yield measure.dataset, time
        case Balance(measure=measure, opens=opens, closes=closes):
            yield measure.dataset, opens
            yield measure.dataset, closes
        case Exposure(dataset=dataset, opens=opens, closes=closes):
            yield dataset, opens
            yield dataset, closes
        case Conversion(measure=measure, time=time, event=event, event_time=event_time):
            yield measure.dataset, time
            yield event.dataset, event_time
        case _:
            pass
