"""Which columns a semantic model has to name: those that date rows, and those of conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from metrics.interchange.dbt_export import DbtExport
from metrics.interchange.dbt_forms import ElementForm
from metrics.interchange.dbt_names import allowed
from metrics.interchange.naming import Names
from metrics.interchange.sql_text import duckdb_text, identifier
from metrics.model import (
    Conversion,
    Dataset,
    Dimension,
    Expression,
    Metric,
    Simple,
    Snapshot,
)


@dataclass(frozen=True, slots=True)
class Elements:
    """The dimensions of every model; ``names`` are those of columns, by dataset and column."""

    names: Mapping[tuple[str, str], str]
    times: frozenset[tuple[str, str]]
    export: DbtExport

    def of(self, dataset: Dataset) -> tuple[ElementForm, ...]:
        """The elements of one model, what dates rows first."""
        columns = [(c, n) for (d, c), n in self.names.items() if d == dataset.name]
        times = [c for c in columns if (dataset.name, c[0]) in self.times]
        own = self._dimensions(dataset)
        named = {d.name for d in own}
        rest = [c for c in columns if c not in times and c[1] not in named]
        dated = {name for _, name in times}
        return (
            *(self._column(dataset, column, name, "time") for column, name in times),
            *(d for d in own if d.name not in dated),
            *(self._column(dataset, column, name, "categorical") for column, name in rest),
        )

    def reference(self, dataset: str, column: str) -> str:
        """How a filter of dbt refers to a column of a dataset."""
        name = f"{self.export.names.entities[dataset]}__{self.names[dataset, column]}"
        if (dataset, column) in self.times:
            return f"{{{{ TimeDimension('{name}', 'day') }}}}"
        return f"{{{{ Dimension('{name}') }}}}"

    def _column(
        self, dataset: Dataset, column: str, name: str, kind: Literal["time", "categorical"]
    ) -> ElementForm:
        return ElementForm(
            name=name,
            type=kind,
            expr=duckdb_text(identifier(column)),
            column=column,
            label="",
            description="",
            meta=self.export.meta_of_a_part(dataset.name),
        )

    def _dimensions(self, dataset: Dataset) -> list[ElementForm]:
        found = self.export.catalog.dimensions.values()
        return [self._dimension(d) for d in found if d.dataset == dataset.name]

    def _dimension(self, dimension: Dimension) -> ElementForm:
        return ElementForm(
            name=self.export.names.dimensions[dimension.name],
            type="categorical",
            expr=duckdb_text(dimension.expression.tree),
            column=plain_column(dimension.expression),
            label=dimension.label,
            description=dimension.description,
            meta=self.export.meta("dimension", dimension.name),
        )


def element_names(metrics: Iterable[Metric], export: DbtExport) -> Elements:
    """Names for the columns that these metrics are dated and filtered by."""
    catalog = export.catalog
    times = {(d.name, d.time): None for d in catalog.datasets.values() if d.time}
    conditions: dict[tuple[str, str], None] = {}
    for metric in metrics:
        times.update(dict.fromkeys(_times(metric)))
        for dataset, where in _conditions(metric):
            read = sorted(where.columns) if where else []
            conditions.update({(dataset, column): None for column in read})
    taken = {name: Names(_own_names(name, export)) for name in catalog.datasets}
    names: dict[tuple[str, str], str] = {}
    for place in (*times, *conditions):
        if place not in names:
            dataset, column = place
            known = "" if place in times else _dimension_on(dataset, column, export)
            names[place] = known or taken[dataset].give(
                allowed(column, "column"), f"{allowed(column, 'column')}_column"
            )
    return Elements(names, frozenset(times), export)


def plain_column(expression: Expression) -> str:
    """The column that an expression is, or an empty string."""
    (column,) = expression.columns if len(expression.columns) == 1 else ("",)
    return column if column and expression.text.strip().strip('"') == column else ""


def _own_names(dataset: str, export: DbtExport) -> Iterator[str]:
    """The names in a model that are given already."""
    names = export.names
    yield names.entities[dataset]
    yield from (names.entities[join.to] for join in export.catalog.dataset(dataset).joins)
    yield from names.metrics.values()
    for dimension in export.catalog.dimensions.values():
        if dimension.dataset == dataset:
            yield names.dimensions[dimension.name]


def _dimension_on(dataset: str, column: str, export: DbtExport) -> str:
    for dimension in export.catalog.dimensions.values():
        if dimension.dataset == dataset and plain_column(dimension.expression) == column:
            return export.names.dimensions[dimension.name]
    return ""


def _times(metric: Metric) -> Iterator[tuple[str, str]]:
    match metric.type:
        case Simple(measure=measure, time=time) | Snapshot(measure=measure, time=time):
            yield measure.dataset, time
        case Conversion(measure=measure, time=time, event=event, event_time=event_time):
            yield measure.dataset, time
            yield event.dataset, event_time
        case _:
            pass


def _conditions(metric: Metric) -> Iterator[tuple[str, Expression | None]]:
    match metric.type:
        case Simple(measure=measure) | Snapshot(measure=measure):
            yield measure.dataset, measure.where
        case Conversion(measure=measure, event=event):
            yield measure.dataset, measure.where
            yield event.dataset, event.where
        case _:
            pass
