"""What is known of one build of the data: looked up once, before or beside the questions."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import cached_property
from types import MappingProxyType

from metrics.catalog import Catalog
from metrics.compiler import (
    BuiltRollup,
    built_rollups,
    compile_built,
    compile_facts,
    compile_freshness,
    compile_gaps,
    compile_latest_day,
    compile_repeated_keys,
    compile_types,
    compile_values,
    data_facts,
)
from metrics.errors import UnsafeQueryError, WarehouseError, WarehouseUnavailableError
from metrics.model import Dataset, Dimension, Expression, Metric
from metrics.planner import DataFacts, leaf_dataset, leaves, tables_behind, typed
from metrics.query import Value
from metrics.result import Gap
from metrics.warehouse import TableInfo, Warehouse

_LOG = logging.getLogger(__name__)
INDEXED_VALUES = 50_000
MOST_COLUMNS = 100_000  # whose types are looked up
BuildKey = tuple[str, str, str, str]


def build_key(catalog: Catalog, warehouse: Warehouse) -> BuildKey:
    """What tells two builds apart: definitions, data, what was computed from them, time zone."""
    return (catalog.fingerprint, warehouse.build, warehouse.side, warehouse.time_zone)


class DataBuild:
    """One build of the data under one version of the catalogue, and what was looked up in it.

    Safe to use from many threads: at worst, two look up the same thing. ``unread_keys``
    names the datasets whose keys could not be looked up for a caveat: that is not tried again.

    Raises:
        WarehouseError: what every answer rests on cannot be read.
    """

    def __init__(self, catalog: Catalog, warehouse: Warehouse) -> None:
        _check_zone(catalog, warehouse)
        self.key = build_key(catalog, warehouse)
        self.catalog = catalog
        self._warehouse = warehouse
        self.through = self._read_freshness()
        self.gaps = self._read_gaps()
        self.rollups = self._read_rollups()
        self.data = self._read_facts()
        self._reach: dict[tuple[str, tuple[str, ...]], date | None] = {}
        self._latest: dict[tuple[str, str], date | None] = {}
        self.unread_keys: set[str] = set()
        self._repeated: dict[str, int] = {}
        self._occurs: dict[str, frozenset[Value]] = {}
        self._types: dict[tuple[str, str], str] = {}

    @cached_property
    def values(self) -> Mapping[str, tuple[str, ...]]:
        """The distinct values of every indexed dimension, in order."""
        found = {}
        for name, dimension in self.catalog.dimensions.items():
            if dimension.values:
                found[name] = dimension.values
            elif dimension.indexed:
                found[name] = self._values_of(dimension)
        return MappingProxyType(found)

    def occurring(self, dimension: Dimension) -> frozenset[Value]:
        """All values of the dimension that occur, in its type: ``1`` and ``01`` are one number.

        Empty: not known, or too many to be sure.
        """
        if dimension.name not in self._occurs:
            values = self._values_of(dimension)
            complete = values if len(values) < INDEXED_VALUES else ()
            self._occurs[dimension.name] = frozenset(_in_type(dimension, complete))
        return self._occurs[dimension.name]

    def reach(self, metric: Metric, dimensions: tuple[str, ...] = ()) -> date | None:
        """The last day for which all tables behind the metric are loaded; None: not known."""
        key = (metric.name, dimensions)
        if key not in self._reach:
            tables = tables_behind(metric, dimensions, self.catalog)
            days = [self.through[name] for name in tables if name in self.through]
            self._reach[key] = min([*days, *self._latest_days(metric)], default=None)
        return self._reach[key]

    def tells_reach(self, dataset: Dataset) -> bool:
        """Whether anything says how far the dataset is loaded: the load log, or its own column."""
        return bool(dataset.data_through or set(dataset.tables) & set(self.through))

    def latest_day(self, dataset: Dataset, dated_by: str) -> date | None:
        """The latest day in a column of the dataset; None where there is none."""
        key = (dataset.name, dated_by)
        if key not in self._latest:
            statement = compile_latest_day(dataset, dated_by, self._warehouse.dialect)
            ((day,),) = self._warehouse.run(statement).rows
            self._latest[key] = day if isinstance(day, date) else None
        return self._latest[key]

    def repeated_keys(self, dataset: Dataset) -> int:
        """How many keys of the dataset stand in several rows.

        Raises:
            WarehouseError: they could not be looked up.
        """
        if dataset.name not in self._repeated:
            self._repeated[dataset.name] = self._count_repeated(dataset)
        return self._repeated[dataset.name]

    def type_of(self, dataset: Dataset, value: Expression | str) -> str:
        """The engine's type of an expression or a column of the dataset; empty: not known."""
        key = (dataset.name, value if isinstance(value, str) else value.text)
        if key not in self._types:
            statement = compile_types(dataset, (value,), self._warehouse.dialect)
            try:
                self._types[key] = str(self._warehouse.run(statement).rows[0][0])
            except WarehouseError as error:
                _LOG.error("a type of %s cannot be looked up: %s", dataset.name, error.message)
                self._types[key] = ""
        return self._types[key]

    def _count_repeated(self, dataset: Dataset) -> int:
        own = {name.casefold() for name in dataset.key}
        if any(key <= own for key in self._declared.get(dataset.source.casefold(), ())):
            return 0
        statement = compile_repeated_keys(dataset, self._warehouse.dialect)
        return int(str(self._warehouse.run(statement).rows[0][0]))

    @cached_property
    def _declared(self) -> Mapping[str, tuple[set[str], ...]]:
        """The keys by table that the engine itself keeps from repeating."""
        if self._warehouse.dialect != "duckdb":
            return {}
        return dict(_declared_keys(table) for table in self._warehouse.tables())

    def _values_of(self, dimension: Dimension) -> tuple[str, ...]:
        """Its distinct values; none where it cannot be read: the other questions go on."""
        dataset = self.catalog.dataset(dimension.dataset)
        statement = compile_values(dimension, dataset, self._warehouse.dialect)
        try:
            rows = self._warehouse.run(statement, max_rows=INDEXED_VALUES).rows
        except WarehouseError as error:
            _LOG.error("the values of %s cannot be read: %s", dimension.name, error.message)
            return ()
        return tuple(str(row[0]) for row in rows if row[0] is not None)

    def _latest_days(self, metric: Metric) -> list[date]:
        """How far the metric's own datasets reach by a column of theirs, where no log says so."""
        found = []
        for dataset in (leaf_dataset(leaf, self.catalog) for leaf in leaves(metric, self.catalog)):
            if not dataset.data_through or set(dataset.tables) & set(self.through):
                continue
            found.append(self.latest_day(dataset, dataset.data_through))
        return [day for day in found if day is not None]

    def _read_rollups(self) -> tuple[BuiltRollup, ...]:
        """The rollups that were made of these definitions and this version of the data."""
        if not self.catalog.rollups or not self._warehouse.side:
            return ()
        try:
            names = {str(row[0]) for row in self._warehouse.run(compile_built()).rows}
        except WarehouseError:
            return ()
        built = built_rollups(self.catalog, self._warehouse.build)
        return tuple(one for one in built if one.table in names)

    def _read_facts(self) -> DataFacts | None:
        """How large the tables are and what their keys are made of; None: not known."""
        if self._warehouse.dialect != "duckdb":
            return None
        try:
            rows = self._warehouse.run(compile_facts(), max_rows=MOST_COLUMNS).rows
        except WarehouseError:
            return None
        return data_facts(rows, self.catalog.calendar.definition.history_starts)

    def _read_freshness(self) -> Mapping[str, date]:
        source = self.catalog.company.freshness
        if source is None:
            return {}
        rows = self._warehouse.run(compile_freshness(source, self._warehouse.dialect)).rows
        return {str(name): through for name, through in rows if isinstance(through, date)}

    def _read_gaps(self) -> tuple[Gap, ...]:
        source = self.catalog.company.freshness
        if source is None:
            return ()
        rows = self._warehouse.run(compile_gaps(source, self._warehouse.dialect)).rows
        return tuple(Gap(str(name), day) for name, day in rows if isinstance(day, date))


def _check_zone(catalog: Catalog, warehouse: Warehouse) -> None:
    """Refuse while days are still cut where the company's were: they would hold other rows."""
    zone = catalog.calendar.definition.time_zone
    if warehouse.time_zone != zone:
        raise WarehouseUnavailableError(
            f"The data are being opened anew: the company's days now begin by {zone}.",
            next_step="Ask again in a moment; if this goes on, restart the bot.",
        )


def _in_type(dimension: Dimension, values: Iterable[str]) -> Iterator[Value]:
    """The values in the dimension's type; those that cannot be are none that anybody asks for."""
    for value in values:
        with suppress(UnsafeQueryError):
            yield typed(dimension, value)


def _declared_keys(table: TableInfo) -> tuple[str, tuple[set[str], ...]]:
    name = table.name if table.schema == "main" else f"{table.schema}.{table.name}"
    keys = (key for key in (table.primary_key, *table.unique) if key)
    return name.casefold(), tuple({column.casefold() for column in key} for key in keys)
