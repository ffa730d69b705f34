"""dbt's semantic YAML, the form up to dbt 1.11: semantic models, measures, metrics."""

from __future__ import annotations

from collections.abc import Mapping

from metrics.interchange.dbt_forms import (
    ConversionForm,
    CumulativeForm,
    DerivedForm,
    ElementForm,
    EntityForm,
    MeasureForm,
    MetricForm,
    ProjectForm,
    RatioForm,
    SemanticModelForm,
    SimpleForm,
)
from metrics.interchange.dbt_names import TIME_SPINE
from metrics.interchange.definitions import mapping_of
from metrics.interchange.extensions import KEY, sealed
from metrics.interchange.values import Value, to_json


def legacy_document(project: ProjectForm) -> Mapping[str, Value]:
    """The one file of definitions: semantic models, metrics, and the table of days."""
    return {
        "version": 2,
        "semantic_models": tuple(_model(model, project) for model in project.models),
        "metrics": tuple(_metric(metric) for metric in project.metrics),
        "models": (time_spine(project),),
    }


def time_spine(project: ProjectForm) -> Value:
    """The model of days; with the definitions that dbt has no other place for."""
    said: dict[str, Value] = {
        "name": TIME_SPINE,
        "description": "One row a day.",
        "time_spine": {"standard_granularity_column": "date_day"},
        "columns": ({"name": "date_day", "granularity": "day"},),
    }
    return {**said, "config": {"meta": {KEY: to_json(project.meta)}}} if project.meta else said


def with_meta(said: Mapping[str, Value], meta: Mapping[str, Value]) -> dict[str, Value]:
    """What is said, and ``config.meta`` with our definition sealed to it."""
    if not meta:
        return dict(said)
    ours = mapping_of(meta.get(KEY))
    own: dict[str, Value] = {KEY: to_json(sealed(ours, said))} if ours else {}
    return {**said, "config": {"meta": {**meta, **own}}}


def without_empty(fields: Mapping[str, Value]) -> dict[str, Value]:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value not in ("", (), None)}


def _model(model: SemanticModelForm, project: ProjectForm) -> Value:
    measures = tuple(
        _measure(metric.measure)
        for metric in project.metrics
        if isinstance(metric, SimpleForm) and metric.model == model.name
    )
    said = without_empty(
        {
            "name": model.name,
            "description": model.description,
            "model": f"ref('{model.relation}')",
            "primary_entity": model.primary_entity,
            "entities": tuple(_entity(entity) for entity in model.entities),
            "measures": measures,
        }
    )
    if model.default_time:
        said["defaults"] = {"agg_time_dimension": model.default_time}
    dimensions = tuple(_dimension(element) for element in model.elements)
    return {**with_meta(said, model.meta), **without_empty({"dimensions": dimensions})}


def _entity(entity: EntityForm) -> Value:
    return {"name": entity.name, "type": entity.type, "expr": entity.expr}


def _dimension(element: ElementForm) -> Value:
    said = without_empty(
        {
            "name": element.name,
            "type": element.type,
            "label": element.label,
            "description": element.description,
            "expr": "" if element.expr == element.name else element.expr,
        }
    )
    if element.type == "time":
        said["type_params"] = {"time_granularity": "day"}
    return with_meta(said, element.meta)


def _measure(measure: MeasureForm) -> Value:
    said = without_empty(
        {
            "name": measure.name,
            "agg": measure.agg,
            "expr": measure.expr,
            "agg_time_dimension": measure.time,
        }
    )
    if measure.percentile is not None:
        said["agg_params"] = {
            "percentile": measure.percentile,
            "use_discrete_percentile": measure.discrete,
        }
    if measure.last_only:
        said["non_additive_dimension"] = {"name": measure.time, "window_choice": "max"}
    return said


def _metric(metric: MetricForm) -> Value:
    head = metric.head
    said = without_empty(
        {
            "name": head.name,
            "label": head.label or head.name.replace("_", " ").capitalize(),
            "description": head.description,
            "type": type(metric).__name__.removesuffix("Form").lower(),
            "type_params": _type_params(metric),
            "filter": metric.filter if isinstance(metric, SimpleForm) else "",
        }
    )
    return with_meta(said, head.meta)


def _type_params(metric: MetricForm) -> Value:
    match metric:
        case SimpleForm(zero=zero):
            return {"measure": {"name": metric.measure.name, **_filled(zero=zero)}}
        case RatioForm(numerator=above, denominator=below):
            return {"numerator": {"name": above}, "denominator": {"name": below}}
        case DerivedForm(expr=expr, inputs=inputs):
            return {"expr": expr, "metrics": tuple({"name": name} for name in inputs)}
        case CumulativeForm(input=base, window=window, to_date=to_date):
            length = without_empty({"window": window, "grain_to_date": to_date})
            how: dict[str, Value] = {**length, "period_agg": "last"}
            return {"measure": _input(base), "cumulative_type_params": how}
        case ConversionForm(base=base, event=event, entity=entity, window=window):
            return {
                "conversion_type_params": {
                    "base_measure": _input(base),
                    "conversion_measure": {**_input(event), **_zero(metric)},
                    "entity": entity,
                    "calculation": "conversions",
                    "window": window,
                }
            }


def _input(form: SimpleForm) -> Mapping[str, Value]:
    """A measure as its metric takes it: with the filter, and zero without rows."""
    said = {"name": form.measure.name, "filter": form.filter}
    return {**without_empty(said), **_filled(zero=form.zero)}


def _zero(form: ConversionForm) -> Mapping[str, Value]:
    """Rows that nothing followed count zero.

    Not joined to the days: MetricFlow 0.213 then gives all days there are, asked for or not.
    """
    return {"fill_nulls_with": 0} if form.zero else {}


def _filled(*, zero: bool) -> Mapping[str, Value]:
    return {"fill_nulls_with": 0, "join_to_timespine": True} if zero else {}
