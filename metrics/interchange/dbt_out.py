"""A catalogue as dbt's semantic models and metrics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from metrics.catalog import Catalog
from metrics.interchange.dbt_elements import Elements, element_names
from metrics.interchange.dbt_export import DbtExport
from metrics.interchange.dbt_forms import (
    EntityForm,
    MetricForm,
    ProjectForm,
    SemanticModelForm,
)
from metrics.interchange.dbt_metrics_out import metric_forms
from metrics.interchange.dbt_unsaid import why_unsaid_in_dbt
from metrics.interchange.definitions import Kind
from metrics.interchange.extensions import of_files
from metrics.interchange.unsaid import note_unsaid
from metrics.model import Dataset, Join

_SAID: Mapping[Kind, frozenset[str]] = {
    "dataset": frozenset({"description", "source", "query", "key", "time", "joins"}),
    "dimension": frozenset({"dataset", "expr", "label", "description"}),
    "metric": frozenset({"label", "description", "type", "dataset", "agg", "expr", "where"})
    | {"percentile", "discrete", "time", "missing", "numerator", "denominator", "scale"}
    | {"metric", "window", "to_date", "event", "within", "counts"},
}


def dbt_project(export: DbtExport) -> ProjectForm:
    """The project's forms; what dbt cannot say is noted, and goes into ``config.meta``."""
    catalog, definitions, options = export.catalog, export.definitions, export.options
    reasons = {name: why_unsaid_in_dbt(m, export) for name, m in catalog.metrics.items()}
    left_out = {name: reason for name, reason in reasons.items() if reason}
    note_unsaid(definitions, _SAID, left_out, options, export.losses)
    kept = [metric for name, metric in catalog.metrics.items() if name not in left_out]
    elements = element_names(kept, export)
    metrics: tuple[MetricForm, ...] = tuple(
        form for metric in kept for form in metric_forms(metric, elements, export)
    )
    unsaid = [e for e in definitions.of("metric") if e.name in left_out]
    return ProjectForm(
        models=tuple(_model(d, elements, export) for d in catalog.datasets.values()),
        metrics=metrics,
        meta={} if options.bare else of_files(definitions, unsaid),
    )


def _model(dataset: Dataset, elements: Elements, export: DbtExport) -> SemanticModelForm:
    what = f'dataset "{dataset.name}"'
    entity = export.names.entities[dataset.name]
    single = len(dataset.key) == 1
    if not single:
        export.losses.add("assumed", what, "its key has several columns, so no entity has it")
    own = (EntityForm(entity, "primary", dataset.key[0]),) if single else ()
    default = elements.names.get((dataset.name, dataset.time), "")
    return SemanticModelForm(
        name=export.names.models[dataset.name],
        relation=export.relation(dataset),
        description=dataset.description,
        primary_entity="" if single else entity,
        default_time=default,
        entities=(*own, *_foreign(dataset, export)),
        elements=elements.of(dataset),
        meta=export.meta("dataset", dataset.name),
    )


def _foreign(dataset: Dataset, export: DbtExport) -> Iterator[EntityForm]:
    for join in dataset.joins:
        reason = _why_no_entity(join, dataset, export.catalog)
        if reason:
            export.losses.add(
                export.options.aside, f'join "{join.name}" of dataset "{dataset.name}"', reason
            )
        else:
            yield EntityForm(export.names.entities[join.to], "foreign", join.on[0][0])


def _why_no_entity(join: Join, dataset: Dataset, catalog: Catalog) -> str:
    if sum(other.to == join.to for other in dataset.joins) > 1:
        return "several joins lead to the same dataset, and an entity has one column in a model"
    if len(join.on) > 1 or len(catalog.dataset(join.to).key) > 1:
        return "it joins on several columns, and an entity has one"
    return ""
