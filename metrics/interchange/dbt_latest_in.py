"""dbt's semantic YAML of dbt 1.12 and later, rewritten as that of dbt 1.11."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from metrics.interchange.dbt_meta import SAID
from metrics.interchange.definitions import list_of, mapping_of
from metrics.interchange.losses import Losses
from metrics.interchange.values import Value

_HEAD = ("name", "label", "description", "type", "filter", "config")
_FILLED = ("fill_nulls_with", "join_to_timespine")
_PARTS = ("columns", "derived_semantics", "metrics", "config")


@dataclass(frozen=True, slots=True)
class LegacyParts:
    """A model of the latest form: its semantic model, and its metrics."""

    model: Value
    metrics: tuple[Value, ...]


def as_legacy(model: Mapping[str, Value], losses: Losses) -> LegacyParts:
    """The semantic model and the metrics that a model of the latest form holds."""
    own = mapping_of(model.get("semantic_model"))
    derived = mapping_of(model.get("derived_semantics"))
    columns = [mapping_of(column) for column in list_of(model.get("columns"))]
    metrics = [mapping_of(metric) for metric in list_of(model.get("metrics"))]
    name = own.get("name") or model.get("name")
    if own.get("group"):
        losses.add("lost", f'semantic model "{name}"', "`group`")
    said: dict[str, Value] = {
        "name": name,
        "description": model.get("description"),
        "model": f"ref('{model.get('name')}')",
        "defaults": {"agg_time_dimension": model.get("agg_time_dimension")},
        "primary_entity": model.get("primary_entity"),
        "entities": (*_entities(columns), *list_of(derived.get("entities"))),
        "dimensions": (*_dimensions(columns), *_derived(derived)),
        "measures": tuple(_measure(metric) for metric in metrics if "agg" in metric),
        "config": own.get("config") or model.get("config"),
        SAID: {k: v for k, v in model.items() if k not in _PARTS},
    }
    return LegacyParts(said, tuple(metric_as_legacy(metric) for metric in metrics))


def metric_as_legacy(metric: Mapping[str, Value]) -> Mapping[str, Value]:
    """A metric of the latest form; one of the legacy form as it is."""
    if "type_params" in metric:
        return metric
    head = {name: metric[name] for name in _HEAD if name in metric}
    said = {name: value for name, value in metric.items() if name != "config"}
    return {**head, "type_params": _params(metric), SAID: said}


def _entities(columns: list[Mapping[str, Value]]) -> Iterator[Value]:
    for column in columns:
        entity = column.get("entity")
        if entity is not None:
            said = mapping_of(entity) or {"type": entity}
            name = said.get("name") or column.get("name")
            yield {**said, "name": name, "expr": column.get("name")}


def _dimensions(columns: list[Mapping[str, Value]]) -> Iterator[Value]:
    for column in columns:
        dimension = column.get("dimension")
        if dimension is not None:
            said = mapping_of(dimension) or {"type": dimension}
            config = {"config": said["config"]} if "config" in said else {}
            yield {
                **{k: v for k, v in said.items() if k != "validity_params"},
                "name": said.get("name") or column.get("name"),
                "expr": column.get("name"),
                "type_params": {
                    "time_granularity": column.get("granularity"),
                    "validity_params": said.get("validity_params"),
                },
                **config,
                SAID: {k: v for k, v in said.items() if k != "config"},
            }


def _derived(derived: Mapping[str, Value]) -> Iterator[Value]:
    for dimension in map(mapping_of, list_of(derived.get("dimensions"))):
        grain = {"time_granularity": dimension.get("granularity")}
        rest = {k: v for k, v in dimension.items() if k != "granularity"}
        said = {k: v for k, v in dimension.items() if k not in ("config", "expr", "granularity")}
        yield {**rest, "type_params": grain, SAID: said}


def _measure(metric: Mapping[str, Value]) -> Value:
    params: dict[str, Value] = {
        "percentile": metric.get("percentile"),
        "use_discrete_percentile": metric.get("percentile_type") == "discrete",
    }
    window = mapping_of(metric.get("non_additive_dimension"))
    over: dict[str, Value] = {
        "name": window.get("name"),
        "window_choice": window.get("window_agg"),
        "window_groupings": window.get("group_by"),
    }
    return {
        "name": metric.get("name"),
        "agg": metric.get("agg"),
        "expr": metric.get("expr"),
        "agg_time_dimension": metric.get("agg_time_dimension"),
        "agg_params": params if metric.get("percentile") is not None else None,
        "non_additive_dimension": over if window else None,
    }


def _params(metric: Mapping[str, Value]) -> Value:
    """What stood under ``type_params`` before dbt 1.12."""
    filled = {name: metric[name] for name in _FILLED if name in metric}
    match metric.get("type"):
        case "cumulative":
            how: dict[str, Value] = {
                "metric": metric.get("input_metric"),
                "window": metric.get("window"),
                "grain_to_date": metric.get("grain_to_date"),
                "period_agg": metric.get("period_agg"),
            }
            return {"cumulative_type_params": how}
        case "conversion":
            names = ("entity", "calculation", "base_metric", "conversion_metric", "window")
            said = {name: metric.get(name) for name in (*names, "constant_properties")}
            return {"conversion_type_params": said}
        case "derived":
            return {"expr": metric.get("expr"), "metrics": metric.get("input_metrics")}
        case "ratio":
            sides = ("numerator", "denominator")
            return {name: metric.get(name) for name in sides}
        case _:
            return {"measure": {"name": metric.get("name"), **filled}}
