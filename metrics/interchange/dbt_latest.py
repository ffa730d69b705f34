"""dbt's semantic YAML, the form from dbt 1.12 on: everything on the models and their columns."""

from __future__ import annotations

from collections.abc import Mapping

from metrics.interchange.dbt_forms import (
    ConversionForm,
    CumulativeForm,
    DerivedForm,
    ElementForm,
    EntityForm,
    MetricForm,
    ProjectForm,
    RatioForm,
    SemanticModelForm,
    SimpleForm,
)
from metrics.interchange.dbt_legacy import time_spine, with_meta, without_empty
from metrics.interchange.values import Value


def latest_document(project: ProjectForm) -> Mapping[str, Value]:
    """The one file of definitions: models with their simple metrics, the metrics made of them."""
    above = tuple(_metric(m) for m in project.metrics if not isinstance(m, SimpleForm))
    models = tuple(_model(model, project) for model in project.models)
    return {
        "version": 2,
        "models": (*models, time_spine(project)),
        **without_empty({"metrics": above}),
    }


def _model(model: SemanticModelForm, project: ProjectForm) -> Value:
    columns, derived = _columns(model)
    metrics = tuple(
        _metric(metric)
        for metric in project.metrics
        if isinstance(metric, SimpleForm) and metric.model == model.name
    )
    said = without_empty(
        {
            "name": model.relation,
            "description": model.description,
            "semantic_model": {"enabled": True, "name": model.name},
            "agg_time_dimension": model.default_time,
            "primary_entity": model.primary_entity,
        }
    )
    parts = {"columns": columns, "derived_semantics": derived or "", "metrics": metrics}
    return {**with_meta(said, model.meta), **without_empty(parts)}


def _columns(model: SemanticModelForm) -> tuple[tuple[Value, ...], Mapping[str, Value]]:
    """A column is one entity or dimension; what else it is, and expressions, are derived."""
    columns: dict[str, Value] = {}
    entities: list[Value] = []
    dimensions: list[Value] = []
    for entity in model.entities:
        if entity.expr in columns:
            entities.append({"name": entity.name, "type": entity.type, "expr": entity.expr})
        else:
            columns[entity.expr] = _entity_column(entity)
    for element in model.elements:
        if element.column and element.expr not in columns:
            columns[element.expr] = _dimension_column(element)
        else:
            dimensions.append(_derived(element))
    derived = without_empty({"dimensions": tuple(dimensions), "entities": tuple(entities)})
    return tuple(columns.values()), derived


def _entity_column(entity: EntityForm) -> Value:
    return {"name": entity.expr, "entity": {"type": entity.type, "name": entity.name}}


def _dimension_column(element: ElementForm) -> Value:
    said = _said(element)
    if element.type == "time":
        return {"name": element.expr, "granularity": "day", "dimension": said}
    return {"name": element.expr, "dimension": said}


def _derived(element: ElementForm) -> Value:
    grain = {"granularity": "day"} if element.type == "time" else {}
    return {**_said(element), "expr": element.expr, **grain}


def _said(element: ElementForm) -> dict[str, Value]:
    said = {
        "type": element.type,
        "name": element.name,
        "label": element.label,
        "description": element.description,
    }
    return with_meta(without_empty(said), element.meta)


def _metric(metric: MetricForm) -> Value:
    head = metric.head
    said: dict[str, Value] = {
        "name": head.name,
        "label": head.label or head.name.replace("_", " ").capitalize(),
        "description": head.description,
        "type": type(metric).__name__.removesuffix("Form").lower(),
        **_params(metric),
    }
    return with_meta(without_empty(said), head.meta)


def _params(metric: MetricForm) -> Mapping[str, Value]:
    match metric:
        case SimpleForm():
            return _simple(metric)
        case RatioForm(numerator=above, denominator=below):
            return {"numerator": above, "denominator": below}
        case DerivedForm(expr=expr, inputs=inputs):
            return {"expr": expr, "input_metrics": tuple({"name": name} for name in inputs)}
        case CumulativeForm(input=base, window=window, to_date=to_date):
            length = without_empty({"window": window, "grain_to_date": to_date})
            return {"input_metric": base.head.name, **length, "period_agg": "last"}
        case ConversionForm(base=base, event=event, entity=entity, window=window):
            return {
                "entity": entity,
                "calculation": "conversions",
                "base_metric": base.head.name,
                "conversion_metric": event.head.name,
                "window": window,
            }


def _simple(metric: SimpleForm) -> Mapping[str, Value]:
    measure = metric.measure
    said: dict[str, Value] = {
        "agg": measure.agg,
        "expr": measure.expr,
        "agg_time_dimension": measure.time,
        "filter": metric.filter,
    }
    if metric.zero:
        said |= {"fill_nulls_with": 0, "join_to_timespine": True}
    if measure.percentile is not None:
        # dbt 1.12 reads `continuous` as approximate, and nothing as continuous and exact
        kind = "discrete" if measure.discrete else ""
        said |= {"percentile": measure.percentile, "percentile_type": kind}
    if measure.last_only:
        said["non_additive_dimension"] = {"name": measure.time, "window_agg": "max"}
    return without_empty(said)
