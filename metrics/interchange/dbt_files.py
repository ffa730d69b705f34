"""The other files of a dbt project: the models that hold the rows, the manifest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from metrics.catalog import Catalog
from metrics.interchange.dbt_export import DbtExport
from metrics.interchange.dbt_names import TIME_SPINE
from metrics.interchange.definitions import list_of, mapping_of
from metrics.interchange.sql_text import duckdb_text, identifier
from metrics.interchange.values import Value
from metrics.model import Dataset

SCHEMA = "main"
_YEARS = 20
_JINJA = re.compile(r"\{[{%#]")


def model_texts(export: DbtExport) -> Iterator[tuple[str, str]]:
    """File name and SQL of each dataset's rows, and of the table of days."""
    for dataset in export.catalog.datasets.values():
        yield f"{export.relation(dataset)}.sql", _rows(dataset)
    yield f"{TIME_SPINE}.sql", _days(export.catalog)


def manifest(document: Mapping[str, Value]) -> Value:
    """The semantic manifest that dbt would make of a legacy document, for MetricFlow alone."""
    spine = {
        "node_relation": _relation(TIME_SPINE),
        "primary_column": {"name": "date_day", "time_granularity": "day"},
    }
    return {
        "semantic_models": tuple(
            _with_relation(mapping_of(model)) for model in list_of(document["semantic_models"])
        ),
        "metrics": tuple(_with_filters(metric) for metric in list_of(document["metrics"])),
        "project_configuration": {"time_spines": (spine,)},
        "saved_queries": (),
    }


def _rows(dataset: Dataset) -> str:
    if dataset.query is not None:
        text = dataset.query.text.strip()
    else:
        columns = ", ".join(duckdb_text(identifier(column)) for column in dataset.columns)
        text = f"SELECT {columns}\nFROM {_table(dataset.source)}"
    if _JINJA.search(text):
        text = f"{{% raw %}}{text}{{% endraw %}}"
    return f"-- {dataset.label}: the rows that are governed.\n{text}\n"


def _table(source: str) -> str:
    if '"' in source:
        return source
    return ".".join(duckdb_text(identifier(part)) for part in source.split("."))


def _days(catalog: Catalog) -> str:
    start = catalog.company.calendar.history_starts
    end = f"{start.year + _YEARS}-01-01"
    spine = f"""dbt.date_spine("day", "CAST('{start}' AS DATE)", "CAST('{end}' AS DATE)")"""
    return (
        "-- One row a day.\nSELECT CAST(date_day AS DATE) AS date_day\n"
        f"FROM ({{{{ {spine} }}}}) AS days\n"
    )


def _relation(name: str) -> Value:
    return {"alias": name, "schema_name": SCHEMA, "relation_name": f'"{SCHEMA}"."{name}"'}


def _with_relation(model: Mapping[str, Value]) -> Value:
    name = str(model["model"]).removeprefix("ref('").removesuffix("')")
    rest = {key: value for key, value in model.items() if key != "model"}
    return {**rest, "node_relation": _relation(name)}


def _with_filters(value: Value) -> Value:
    """Filters as the manifest has them: a list of templates."""
    if isinstance(value, tuple):
        return tuple(_with_filters(item) for item in value)
    if not isinstance(value, Mapping):
        return value
    return {
        key: {"where_filters": ({"where_sql_template": item},)}
        if key == "filter" and isinstance(item, str)
        else item
        if key == "config"
        else _with_filters(item)
        for key, item in value.items()
    }
