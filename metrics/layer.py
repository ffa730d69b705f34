"""The front door of ``metrics``: a query, a viewer and a moment in; governed rows out.

Owns: the order of the steps and the caches per data build. May import: all of ``metrics``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType

from metrics.catalog import Catalog, CatalogSource
from metrics.compiler import Statement, compile_freshness, compile_plan, compile_values
from metrics.errors import WarehouseUnavailableError
from metrics.governance import ApprovedPlan, Refusal, Viewer, decide, withhold
from metrics.model import Metric
from metrics.planner import (
    Plan,
    late_data,
    plan,
    refuse_after_sunset,
    spell,
    tables_behind,
)
from metrics.query import MetricQuery
from metrics.result import Cell, Column, ColumnKind, Provenance, Result
from metrics.warehouse import Rows, Warehouse

INDEXED_VALUES = 50_000
REMEMBERED_PLANS = 1_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query that its viewer may run, and its SQL."""

    approved: ApprovedPlan
    statement: Statement


@dataclass(frozen=True, slots=True)
class _Build:
    """What is known of one build of the data under one version of the catalogue."""

    key: tuple[str, str]
    through: Mapping[str, date]
    values: Mapping[str, tuple[str, ...]] | None
    reach: dict[tuple[str, tuple[str, ...]], date | None] = field(default_factory=dict)


class SemanticLayer:
    """Governed numbers over one warehouse; safe to use from many threads."""

    def __init__(self, source: CatalogSource, warehouse: Warehouse) -> None:
        self._source = source
        self._warehouse = warehouse
        self._build: _Build | None = None
        self._prepared: dict[tuple[str, str, Viewer, date], Prepared] = {}

    @property
    def catalog(self) -> Catalog:
        """The last good catalogue."""
        return self._source.catalog

    @property
    def build(self) -> str:
        """Changes when the data or the definitions do."""
        return f"{self.catalog.fingerprint}:{self._warehouse.build}"

    def today(self, now: datetime) -> date:
        """The company's date at ``now``."""
        return self.catalog.calendar.today(now)

    def ask(
        self, query: MetricQuery, viewer: Viewer, *, now: datetime, timeout_s: float = 20.0
    ) -> Result | Refusal:
        """Answer a query as the viewer may see it.

        Raises:
            QueryError: the query has no safe meaning.
            WarehouseError: the data could not be read in time.
        """
        catalog = self.catalog
        prepared = self.prepare(query, viewer, now=now)
        if isinstance(prepared, Refusal):
            return prepared
        rows = self._warehouse.run(prepared.statement, timeout_s=timeout_s)
        return self._result(prepared, rows, catalog, now)

    def prepare(self, query: MetricQuery, viewer: Viewer, *, now: datetime) -> Prepared | Refusal:
        """Plan, decide and compile, or remember having done so for the same viewer and day.

        Raises:
            QueryError: the query has no safe meaning.
        """
        catalog = self.catalog
        refuse_after_sunset(query, catalog, self.today(now))
        as_of = self._as_of(query, catalog, now)
        key = (catalog.fingerprint, repr(query), viewer, as_of)  # repr: 1, 1.0 and True are equal
        known = self._prepared.get(key)
        if known is not None:
            return known
        decision = decide(plan(query, catalog, as_of=as_of), viewer, catalog)
        if isinstance(decision, Refusal):
            return decision
        made = Prepared(decision, compile_plan(decision, self._warehouse.dialect))
        if len(self._prepared) >= REMEMBERED_PLANS:
            self._prepared.clear()
        self._prepared[key] = made
        return made

    def data_through(self, metric_name: str) -> date | None:
        """The last day for which all tables behind the metric are loaded; None: not known."""
        catalog = self.catalog
        return self._through(catalog.metric(metric_name), catalog)

    def tables_through(self) -> Mapping[str, date]:
        """For each table of the load log, the last day whose load is in."""
        return self._known(self.catalog).through

    def values(self) -> Mapping[str, tuple[str, ...]]:
        """The distinct values of every indexed dimension, in order."""
        known = self._known(self.catalog)
        if known.values is None:
            known = replace(known, values=self._read_values(self.catalog))
            self._build = known
        return known.values or {}

    def _read_values(self, catalog: Catalog) -> Mapping[str, tuple[str, ...]]:
        found = {}
        for name, dimension in catalog.dimensions.items():
            if dimension.values:
                found[name] = dimension.values
            elif dimension.indexed:
                statement = compile_values(
                    dimension, catalog.dataset(dimension.dataset), self._warehouse.dialect
                )
                rows = self._warehouse.run(statement, max_rows=INDEXED_VALUES).rows
                found[name] = tuple(str(row[0]) for row in rows if row[0] is not None)
        return MappingProxyType(found)

    def _known(self, catalog: Catalog) -> _Build:
        key = (catalog.fingerprint, self._warehouse.build)
        known = self._build
        if known is None or known.key != key:
            known = _Build(key, self._read_freshness(catalog), None)
            self._build = known
        return known

    def _read_freshness(self, catalog: Catalog) -> Mapping[str, date]:
        source = catalog.company.freshness
        if source is None:
            return {}
        rows = self._warehouse.run(compile_freshness(source, self._warehouse.dialect)).rows
        return {str(name): through for name, through in rows if isinstance(through, date)}

    def _through(
        self, metric: Metric, catalog: Catalog, dimensions: tuple[str, ...] = ()
    ) -> date | None:
        known = self._known(catalog)
        key = (metric.name, dimensions)
        if key not in known.reach:
            tables = tables_behind(metric, dimensions, catalog)
            days = (known.through[name] for name in tables if name in known.through)
            known.reach[key] = min(days, default=None)
        return known.reach[key]

    def _as_of(self, query: MetricQuery, catalog: Catalog, now: datetime) -> date:
        used = _dimensions_of(query)
        through = [self._through(catalog.metric(name), catalog, used) for name in query.metrics]
        return min([day for day in through if day is not None] + [self.today(now)])

    def _result(self, prepared: Prepared, rows: Rows, catalog: Catalog, now: datetime) -> Result:
        planned = prepared.approved.plan
        columns = result_columns(planned)
        if len(columns) != len(rows.columns):
            raise WarehouseUnavailableError("The warehouse answered with other columns.")
        minimum = {o.metric.name: o.metric.min_group_size for o in planned.outputs}
        kept, hidden = withhold(columns, rows.rows, minimum)
        caveats = planned.caveats + self._uneven(planned, catalog)
        caveats += late_data(planned, self.tables_through(), now, catalog)
        if hidden:
            least = max(minimum.values())
            caveats += (
                f"Numbers of fewer than {least} people, and what gives them away, are not shown.",
            )
        return Result(
            query=planned.query,
            columns=columns,
            rows=tuple(tuple(_exact(cell) for cell in row) for row in kept),
            sql=prepared.statement.readable,
            provenance=tuple(
                self._provenance(o.metric, catalog, planned.query) for o in planned.outputs
            ),
            read_range=planned.read_range,
            compared_range=planned.compared_range,
            unfinished=planned.unfinished,
            caveats=caveats,
            suppressed=hidden,
            truncated=rows.truncated,
            elapsed_ms=rows.elapsed_ms,
        )

    def _uneven(self, planned: Plan, catalog: Catalog) -> tuple[str, ...]:
        """That metrics reach differently far, and all are counted through the earliest day."""
        used = _dimensions_of(planned.query)
        reach = {self._through(o.metric, catalog, used) for o in planned.outputs}
        asked = planned.query.time_range
        if len(reach) < 2 or (asked and asked.end <= planned.read_range.end):  # noqa: PLR2004 - several
            return ()
        return (f"All are counted through {spell(planned.as_of)}: not all reach further.",)

    def _provenance(self, metric: Metric, catalog: Catalog, query: MetricQuery) -> Provenance:
        return Provenance(
            metric=metric.name,
            label=metric.label,
            version=metric.version,
            owner=metric.owner,
            status=metric.status,
            data_through=self._through(metric, catalog, _dimensions_of(query)),
        )


def result_columns(planned: Plan) -> tuple[Column, ...]:
    """The columns of a plan's answer, in the order of ``compiler.passes.output_names``."""
    columns = [Column(d.name, "dimension", d.label) for d in planned.dimensions]
    if planned.query.grain:
        columns.append(Column(planned.query.grain, "time", planned.query.grain.replace("_", " ")))
    kinds: tuple[tuple[str, ColumnKind, str], ...] = (("", "metric", ""),)
    if planned.query.compare_to:
        kinds += (
            ("__previous", "previous", " before"),
            ("__change", "change", ", change"),
            ("__change_ratio", "change_ratio", ", change in percent"),
        )
    for output in planned.outputs:
        metric = output.metric
        columns += [
            Column(
                metric.name + suffix,
                kind,
                metric.label + words,
                metric.name,
                "percent" if kind == "change_ratio" else metric.format,
            )
            for suffix, kind, words in kinds
        ]
    return tuple(columns)


def _dimensions_of(query: MetricQuery) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*query.dimensions, *(f.dimension for f in query.filters))))


def _exact(cell: Cell) -> Cell:
    return cell.date() if isinstance(cell, datetime) else cell
