"""A catalogue as an Apache Ossie document (version 0.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from metrics.catalog import Catalog
from metrics.interchange.definitions import (
    Definition,
    Definitions,
    Kind,
    extensions_of,
    mapping_of,
)
from metrics.interchange.extensions import as_custom_extension, of_definition, of_files, sealed
from metrics.interchange.kept import fields_kept, kept_in, others_of, said_again
from metrics.interchange.losses import Losses
from metrics.interchange.naming import Names, slug_of
from metrics.interchange.options import ExportOptions
from metrics.interchange.sql_out import metric_sql, why_unsaid
from metrics.interchange.sql_text import identifier, text_of
from metrics.interchange.times import times_of
from metrics.interchange.unsaid import note_unsaid
from metrics.interchange.values import Value
from metrics.model import Dataset, DataType, Dimension, Metric, Simple

VERSION = "0.2.0.dev0"
_DATA_TYPES: Mapping[DataType, str] = {
    "string": "String",
    "integer": "Integer",
    "boolean": "Boolean",
    "date": "Date",
}
_OTHER_WITHOUT_ROWS = {
    ("sum", "zero"): "without rows it is empty there, zero here",
    ("count", "empty"): "without rows it is zero there, empty here",
    ("count_distinct", "empty"): "without rows it is zero there, empty here",
}
_SAID: Mapping[Kind, frozenset[str]] = {
    "dataset": frozenset({"description", "source", "query", "key", "columns", "joins"}),
    "dimension": frozenset({"dataset", "expr", "label", "description", "type", "synonyms"}),
    "metric": frozenset({"description", "type", "dataset", "agg", "expr", "where", "percentile"})
    | {"discrete", "numerator", "denominator", "scale", "synonyms"},
}


@dataclass(frozen=True, slots=True)
class _Export:
    catalog: Catalog
    definitions: Definitions
    options: ExportOptions
    losses: Losses

    def entry(self, kind: Kind, name: str) -> Definition:
        """How a definition of the catalogue is written."""
        return next(e for e in self.definitions.of(kind) if e.name == name)

    def extended(self, kind: Kind, name: str, said: Mapping[str, Value]) -> Value:
        """What is said of a definition, with the definition itself and what it carries."""
        entry = self.entry(kind, name)
        said, others = said_again(said, entry.extensions), others_of(entry.extensions)
        if self.options.bare:
            return _with(said, custom_extensions=others)
        ours = as_custom_extension(sealed(of_definition(entry), said))
        return _with(said, custom_extensions=(ours, *others))


def ossie_document(
    catalog: Catalog, definitions: Definitions, options: ExportOptions, losses: Losses
) -> Value:
    """The document; what it does not say goes to ``losses``, and into its extensions."""
    export = _Export(catalog, definitions, options, losses)
    datasets = catalog.datasets.values()
    names = Names()
    reasons = {name: why_unsaid(metric, catalog) for name, metric in catalog.metrics.items()}
    left_out = {name: reason for name, reason in reasons.items() if reason}
    note_unsaid(definitions, _SAID, left_out, options, losses)
    model = _with(
        {
            "name": slug_of(catalog.company.name),
            "description": f"The governed metrics of {catalog.company.name}.",
            **kept_in(_of_the_company(export)),
            "datasets": tuple(_dataset(dataset, export) for dataset in datasets),
        },
        relationships=tuple(r for dataset in datasets for r in _joins(dataset, names, export)),
        metrics=tuple(
            _metric(metric, export)
            for metric in catalog.metrics.values()
            if metric.name not in left_out
        ),
        custom_extensions=_of_the_model(frozenset(left_out), export),
    )
    return {"version": VERSION, "semantic_model": (model,)}


def _of_the_company(export: _Export) -> tuple[Value, ...]:
    companies = (mapping_of(f.sections.get("company")) for f in export.definitions.files)
    return tuple(e for company in companies for e in extensions_of(company))


def _of_the_model(left_out: frozenset[str], export: _Export) -> tuple[Value, ...]:
    others = others_of(_of_the_company(export))
    if export.options.bare:
        return others
    unsaid = [e for e in export.definitions.of("metric") if e.name in left_out]
    return (as_custom_extension(of_files(export.definitions, unsaid)), *others)


def _dataset(dataset: Dataset, export: _Export) -> Value:
    if dataset.query is not None:
        what = f'dataset "{dataset.name}"'
        export.losses.add("assumed", what, "its rows are a query, in SQL as DuckDB reads it")
    said: dict[str, Value] = {
        "name": dataset.name,
        "source": dataset.query.text.strip() if dataset.query else dataset.source,
        "primary_key": dataset.key,
        "description": dataset.description,
        "fields": tuple(_fields(dataset, export)),
    }
    return export.extended("dataset", dataset.name, said)


def _fields(dataset: Dataset, export: _Export) -> Iterator[Value]:
    """Every column, then what is worked out; a dimension that is a column is one field."""
    catalog = export.catalog
    own = {d.name: d for d in catalog.dimensions.values() if d.dataset == dataset.name}
    times = times_of(catalog)[dataset.name]
    kept = fields_kept(export.entry("dataset", dataset.name).extensions)
    for column in dataset.columns:
        dimension = own.get(column)
        if dimension is not None and dimension.expression.text.strip() == column:
            yield _dimension(own.pop(column), column, export)
        else:
            time: dict[str, Value] = {"dimension": {"is_time": True}} if column in times else {}
            said = {"name": column, "expression": _expression(text_of(identifier(column)))}
            yield {**said, **time, **mapping_of(kept.get(column))}
    names = Names(dataset.columns)
    for dimension in own.values():
        name = names.give(dimension.name, f"{dimension.name}_dimension")
        if name != dimension.name:
            what = f'dimension "{dimension.name}"'
            export.losses.add("assumed", what, f'called "{name}" there, beside the column')
        yield _dimension(dimension, name, export)


def _dimension(dimension: Dimension, name: str, export: _Export) -> Value:
    said = _with(
        {
            "name": name,
            "expression": _expression(text_of(dimension.expression.tree)),
            "dimension": {"is_time": dimension.data_type == "date"},
            "label": dimension.label,
            "description": dimension.description,
        },
        datatype=_DATA_TYPES.get(dimension.data_type, ""),
        ai_context=_spoken(dimension),
    )
    return export.extended("dimension", dimension.name, said)


def _joins(dataset: Dataset, names: Names, export: _Export) -> Iterator[Value]:
    bodies = mapping_of(export.entry("dataset", dataset.name).body.get("joins"))
    for join in dataset.joins:
        yield _with(
            {
                "name": names.give(f"{dataset.name}_{join.name}"),
                "from": dataset.name,
                "to": join.to,
                "from_columns": tuple(own for own, _ in join.on),
                "to_columns": tuple(key for _, key in join.on),
            },
            custom_extensions=extensions_of(mapping_of(bodies.get(join.name))),
        )


def _metric(metric: Metric, export: _Export) -> Value:
    aggregation = metric.type.measure.aggregation if isinstance(metric.type, Simple) else ""
    if (aggregation, metric.missing) in _OTHER_WITHOUT_ROWS:
        detail = _OTHER_WITHOUT_ROWS[aggregation, metric.missing]
        export.losses.add("assumed", f'metric "{metric.name}"', detail)
    said = _with(
        {
            "name": metric.name,
            "expression": _expression(metric_sql(metric, export.catalog)),
            "description": metric.description,
        },
        datatype="Integer" if aggregation in ("count", "count_distinct") else "",
        ai_context=_spoken(metric),
    )
    return export.extended("metric", metric.name, said)


def _expression(sql: str) -> Value:
    return {"dialects": ({"dialect": "ANSI_SQL", "expression": sql},)}


def _spoken(named: Dimension | Metric) -> Value:
    synonyms = tuple(synonym.text for synonym in named.synonyms)
    return {"synonyms": synonyms} if synonyms else {}


def _with(said: Mapping[str, Value], **more: Value) -> dict[str, Value]:
    """What is said, and those of ``more`` that say something."""
    return {**said, **{name: value for name, value in more.items() if value}}
