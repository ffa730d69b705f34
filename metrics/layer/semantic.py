"""The order of the steps from a query to its governed rows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from metrics.catalog import Catalog, CatalogSource
from metrics.compiler import BuiltRollup, Statement, compile_plan
from metrics.errors import (
    QueryError,
    QueryTimeoutError,
    WarehouseError,
    WarehouseUnavailableError,
)
from metrics.governance import ApprovedPlan, Refusal, Viewer, decide, withhold
from metrics.layer.build import DataBuild, build_key
from metrics.layer.caveats import said_of_data
from metrics.layer.soundness import refuse_unsound
from metrics.planner import (
    Plan,
    is_undated,
    lacks,
    late_data,
    leaves,
    plan,
    refuse_after_sunset,
    say_gaps,
    spell,
    tables_behind,
)
from metrics.query import MetricQuery
from metrics.result import Cell, Gap, Provenance, Result
from metrics.warehouse import Rows, Warehouse

REMEMBERED_PLANS = 1_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query that its viewer may run, and its SQL."""

    approved: ApprovedPlan
    statement: Statement
    rollups: tuple[BuiltRollup, ...] = ()


class SemanticLayer:
    """Governed numbers over one warehouse; safe to use from many threads."""

    def __init__(self, source: CatalogSource, warehouse: Warehouse) -> None:
        self._source = source
        self._warehouse = warehouse
        self._build: DataBuild | None = None
        self._prepared: dict[tuple[object, ...], Prepared] = {}

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
        prepared = self._prepare(query, viewer, catalog, now)
        if isinstance(prepared, Refusal):
            return prepared
        refuse_unsound(prepared.approved.plan, self._known(catalog))
        rows = self._run(prepared, timeout_s)
        return self._result(prepared, rows, catalog, now)

    def prepare(self, query: MetricQuery, viewer: Viewer, *, now: datetime) -> Prepared | Refusal:
        """Plan, decide and compile, or remember having done so for the same viewer and day.

        Raises:
            QueryError: the query has no safe meaning.
        """
        return self._prepare(query, viewer, self.catalog, now)

    def _prepare(
        self, query: MetricQuery, viewer: Viewer, catalog: Catalog, now: datetime
    ) -> Prepared | Refusal:
        refuse_after_sunset(query, catalog, catalog.calendar.today(now))
        as_of = self._as_of(query, viewer, catalog, now)
        known = self._known(catalog)
        rollups = known.rollups
        tables = tuple(built.table for built in rollups)
        # repr: 1, 1.0 and True are equal
        key = (*known.key, repr(query), viewer, as_of, tables)
        remembered = self._prepared.get(key)
        if remembered is not None:
            return remembered
        decision = decide(plan(query, catalog, as_of=as_of), viewer, catalog)
        if isinstance(decision, Refusal):
            return decision
        statement = compile_plan(decision, self._warehouse.dialect, rollups, known.data)
        made = Prepared(decision, statement, rollups)
        if len(self._prepared) >= REMEMBERED_PLANS:
            self._prepared.clear()
        self._prepared[key] = made
        return made

    def _run(self, prepared: Prepared, timeout_s: float) -> Rows:
        """The rows; from the data themselves where a rollup went with its data meanwhile."""
        try:
            return self._warehouse.run(prepared.statement, timeout_s=timeout_s)
        except QueryTimeoutError:
            raise
        except WarehouseError:
            if not prepared.rollups:
                raise
        plain = compile_plan(prepared.approved, self._warehouse.dialect)
        return self._warehouse.run(plain, timeout_s=timeout_s)

    def data_through(self, metric_name: str) -> date | None:
        """The last day for which all tables behind the metric are loaded; None: not known."""
        catalog = self.catalog
        return self._known(catalog).reach(catalog.metric(metric_name))

    def tables_through(self) -> Mapping[str, date]:
        """For each table of the load log, the last day whose load is in."""
        return self._known(self.catalog).through

    def gaps(self, metric_name: str) -> tuple[Gap, ...]:
        """The loads that did not come, of all tables behind the metric; oldest first."""
        catalog = self.catalog
        tables = tables_behind(catalog.metric(metric_name), (), catalog)
        return tuple(gap for gap in self._known(catalog).gaps if gap.table in tables)

    def values(self) -> Mapping[str, tuple[str, ...]]:
        """The distinct values of every indexed dimension, in order."""
        return self._known(self.catalog).values

    def _known(self, catalog: Catalog) -> DataBuild:
        known = self._build
        if known is None or known.key != build_key(catalog, self._warehouse):
            self._build = known = DataBuild(catalog, self._warehouse)
        return known

    def _as_of(self, query: MetricQuery, viewer: Viewer, catalog: Catalog, now: datetime) -> date:
        """How far the data reach for a query; one that has no meaning is refused by the plan.

        What narrows the viewer is read too, and has to be loaded as far.
        """
        used = _dimensions_of(query)
        with suppress(QueryError):
            asked = [catalog.metric(name) for name in query.metrics]
            tiers = dict.fromkeys(m.access for one in asked for m in (one, *leaves(one, catalog)))
            narrowing = (policy.dimension for tier in tiers for policy in viewer.rows(tier))
            used = tuple(dict.fromkeys((*used, *narrowing)))
        through: list[date | None] = []
        with suppress(QueryError):
            known = self._known(catalog)
            through = [known.reach(catalog.metric(name), used) for name in query.metrics]
        return min([day for day in through if day is not None] + [catalog.calendar.today(now)])

    def _result(self, prepared: Prepared, rows: Rows, catalog: Catalog, now: datetime) -> Result:
        planned = prepared.approved.plan
        columns = planned.columns
        if len(columns) != len(rows.columns):
            raise WarehouseUnavailableError("The warehouse answered with other columns.")
        minimum = {o.metric.name: o.metric.min_group_size for o in planned.outputs}
        kept, hidden = withhold(columns, rows.rows, minimum)
        known = self._known(catalog)
        gaps = tuple(gap for gap in known.gaps if lacks(planned, gap))
        caveats = say_gaps(gaps) + planned.caveats + self._uneven(planned, catalog)
        caveats += late_data(planned, known.through, now, catalog)
        caveats += tuple(said_of_data(planned, known))
        if _any_not_finite(kept):
            caveats += ("Some values in the data are no numbers: what rests on them is left out.",)
        if hidden:
            least = max(minimum.values())
            caveats += (
                f"Numbers of fewer than {least} people, and what gives them away, are not shown.",
            )
        return Result(
            query=planned.query,
            columns=columns,
            rows=tuple(tuple(_exact(cell) for cell in row) for row in kept),
            sql=prepared.statement.written_out(),
            provenance=tuple(
                Provenance.of(o.metric, known.reach(o.metric, _dimensions_read(planned)))
                for o in planned.outputs
            ),
            read_range=None if _carries_no_date(planned, catalog) else planned.read_range,
            compared_range=planned.compared_range,
            unfinished=planned.unfinished,
            caveats=caveats,
            suppressed=hidden,
            truncated=rows.truncated,
            elapsed_ms=rows.elapsed_ms,
            cutoff=planned.cutoff,
            gaps=gaps,
            narrowed=planned.narrowed,
        )

    def _uneven(self, planned: Plan, catalog: Catalog) -> tuple[str, ...]:
        """That metrics reach differently far, and all are counted through the earliest day."""
        used = _dimensions_read(planned)
        reach = {self._known(catalog).reach(o.metric, used) for o in planned.outputs}
        asked = planned.query.time_range
        if len(reach) < 2 or (asked and asked.end <= planned.read_range.end):  # noqa: PLR2004 - several
            return ()
        return (f"All are counted through {spell(planned.as_of)}: not all reach further.",)


def _carries_no_date(planned: Plan, catalog: Catalog) -> bool:
    return all(is_undated(o.metric, catalog) for o in planned.outputs)


def _dimensions_of(query: MetricQuery) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*query.dimensions, *(f.dimension for f in query.filters))))


def _dimensions_read(planned: Plan) -> tuple[str, ...]:
    """Those of the query, and those that narrow the viewer."""
    narrowing = (f.filter.dimension for branch in planned.branches for f in branch.filters)
    return tuple(dict.fromkeys((*_dimensions_of(planned.query), *narrowing)))


def _exact(cell: Cell) -> Cell:
    """Dates without a time of day; nothing where a value is not a number, or has no end."""
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    return cell.date() if isinstance(cell, datetime) else cell


def _any_not_finite(rows: Iterable[Sequence[Cell]]) -> bool:
    return any(isinstance(c, float) and not math.isfinite(c) for row in rows for c in row)
