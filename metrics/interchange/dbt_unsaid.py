"""Why dbt's metrics cannot give a number of ours."""

from __future__ import annotations

from metrics.interchange.dbt_export import DbtExport
from metrics.interchange.sql_out import why_immature
from metrics.model import (
    Balance,
    Conversion,
    Cumulative,
    Dataset,
    Duration,
    Exposure,
    Metric,
    Simple,
)

_FISCAL = ("fiscal_quarter", "fiscal_year")


def why_unsaid_in_dbt(metric: Metric, export: DbtExport) -> str:
    """Why there is no metric of dbt that gives the same number; empty where there is one."""
    own = why_immature(metric) or _why_not(metric, export)
    if own:
        return own
    for part in metric.parts:
        reason = why_unsaid_in_dbt(export.catalog.metric(part), export)
        if reason:
            return f'it is made of "{part}": {reason}'
    return ""


def entity_of(spec: Conversion, export: DbtExport) -> str:
    """The entity that rows and events share by the very columns of the conversion, or nothing."""
    if len(spec.entity) != 1:
        return ""
    ((own, other),) = spec.entity
    base = _columns_of_entities(export.catalog.dataset(spec.measure.dataset), export)
    event = _columns_of_entities(export.catalog.dataset(spec.event.dataset), export)
    return next(
        (name for name, column in base.items() if column == own and event.get(name) == other), ""
    )


def _why_not(metric: Metric, export: DbtExport) -> str:
    match metric.type:
        case Balance():
            return "what is open at the end of a period is no measure of dbt"
        case Exposure():
            return "time spent in spells is no measure of dbt"
        case Cumulative() as spec:
            return _why_not_cumulative(spec, export)
        case Conversion() as spec:
            return _why_not_conversion(spec, export)
        case Simple(time=""):
            return "its rows go by no day, and every measure of dbt does"
        case _:
            return ""


def _why_not_cumulative(spec: Cumulative, export: DbtExport) -> str:
    if not isinstance(export.catalog.metric(spec.metric).type, Simple):
        return "only a simple metric is cumulative in dbt"
    if spec.to_date in _FISCAL:
        return "dbt has no fiscal periods"
    return _why_not_length(spec.window)


def _why_not_conversion(spec: Conversion, export: DbtExport) -> str:
    if _why_not_length(spec.within):
        return _why_not_length(spec.within)
    if not entity_of(spec, export):
        return "rows and events have no entity of dbt in common by these columns"
    key = export.catalog.dataset(spec.measure.dataset).key
    if {own for own, _ in spec.entity} != set(key):
        return "dbt follows the last row of an entity only, and the entity is no key of the rows"
    return ""


def _why_not_length(length: Duration | None) -> str:
    if length is not None and isinstance(length.count, str):
        return f'its length is the parameter "{length.count}", and dbt has no parameters'
    return ""


def _columns_of_entities(dataset: Dataset, export: DbtExport) -> dict[str, str]:
    """The entities of a model that have a column of their own."""
    names = export.names.entities
    targets = [join.to for join in dataset.joins]
    found = {
        names[join.to]: join.on[0][0]
        for join in dataset.joins
        if len(join.on) == 1 and targets.count(join.to) == 1
    }
    if len(dataset.key) == 1:
        found[names[dataset.name]] = dataset.key[0]
    return found
