"""Names as MetricFlow takes them: unique within a model, long enough, none that it keeps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from metrics.catalog import Catalog
from metrics.interchange.naming import Names

TIME_SPINE = "governed_days"
_ALLOWED = re.compile(r"[a-z]([a-z0-9_]*[a-z0-9])")
_GRAINS = ("nanosecond", "microsecond", "millisecond", "second", "minute", "hour", "day", "week")
_KEPT = frozenset({*_GRAINS, "month", "quarter", "year", "metric_time", "mf_internal_uuid"})


@dataclass(frozen=True, slots=True)
class DbtNames:
    """What dbt calls our datasets, their entities, dimensions and metrics, by our names."""

    models: Mapping[str, str]
    entities: Mapping[str, str]
    dimensions: Mapping[str, str]
    metrics: Mapping[str, str]


def names_for(catalog: Catalog) -> DbtNames:
    """Names for a whole catalogue.

    An entity stands in every model that leads to it, so it is named like nothing else.
    """
    dimensions = {name: allowed(name, "dimension") for name in catalog.dimensions}
    metric_names, model_names = Names(), Names()
    columns = {c for dataset in catalog.datasets.values() for c in dataset.columns}
    entity_names = Names({*dimensions.values(), *columns, *catalog.metrics})
    return DbtNames(
        models={n: model_names.give(allowed(n, "model")) for n in catalog.datasets},
        entities={n: entity_names.give(allowed(n, "key"), f"{n}_key") for n in catalog.datasets},
        dimensions=dimensions,
        metrics={n: metric_names.give(allowed(n, "metric")) for n in catalog.metrics},
    )


def allowed(name: str, kind: str) -> str:
    """The name, or one like it where MetricFlow refuses it.

    >>> allowed("claims", "metric"), allowed("n", "metric"), allowed("Order Date", "column")
    ('claims', 'n_metric', 'order_date')
    """
    plain = re.sub(r"_+", "_", re.sub(r"[^a-z0-9]+", "_", name.casefold())).strip("_")
    if not plain[:1].isalpha():
        plain = f"{kind}_{plain}".rstrip("_")
    if _ALLOWED.fullmatch(plain) and plain not in _KEPT:
        return plain
    return f"{plain}_{kind}"
