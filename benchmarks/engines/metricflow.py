"""MetricFlow, in-process and without dbt: its manifest is parsed from ``metricflow.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
from metricflow.data_table.mf_table import MetricFlowDataTable
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow.sql.render.sql_plan_renderer import SqlPlanRenderer
from metricflow_semantic_interfaces.parsing.dir_to_model import (
    parse_yaml_files_to_validation_ready_semantic_manifest,
)
from metricflow_semantic_interfaces.parsing.objects import YamlConfigFile
from metricflow_semantics.errors.error_classes import MetricFlowException
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

from benchmarks.engines.engine import CannotAskError, Compiled, Row, connect, fetch

MANIFEST = Path(__file__).with_name("metricflow.yml")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in MetricFlow's words; ``columns`` as in :class:`engine.Compiled`."""

    metrics: tuple[str, ...]
    by: tuple[str, ...]
    where: tuple[str, ...] = ()
    order_by: tuple[str, ...] = ()
    limit: int | None = None
    start: datetime | None = None
    end: datetime | None = None  # included, as MetricFlow has it


ASKED: Mapping[str, Asked] = {
    "q1": Asked(("claims",), ("metric_time__month",)),
    "q2": Asked(("claims", "units_in_force", "claim_rate"), ("unit__model",)),
    "q3": Asked(
        ("average_cost",), ("unit__member__region",), order_by=("-average_cost",), limit=10
    ),
    "q4": Asked(
        ("claims", "claims_change"),
        ("metric_time__month",),
        start=datetime(2023, 1, 1),  # noqa: DTZ001 - MetricFlow takes days without a zone
        end=datetime(2025, 12, 31),  # noqa: DTZ001 - as above
    ),
    "q5": Asked(("claims", "warranty_revenue"), ("unit__model",)),
    "q6": Asked(("claims",), ("unit__warranty__term_months",)),
    "q7": Asked(
        ("claims_or_zero", "claims_or_zero_change"),
        ("metric_time__month",),
        where=("{{ Dimension('unit__model') }} = 'Guide'",),
        start=datetime(2025, 2, 1),  # noqa: DTZ001 - as above
        end=datetime(2025, 5, 31),  # noqa: DTZ001 - as above
    ),
}


class MetricFlow:
    """dbt's MetricFlow."""

    def __init__(self) -> None:
        self._connection: duckdb.DuckDBPyConnection
        self._engine: MetricFlowEngine

    def prepare(self, database: Path) -> None:
        """See :class:`engine.Engine`."""
        self._connection = connect(database)
        files = [YamlConfigFile(filepath=MANIFEST.name, contents=MANIFEST.read_text("utf-8"))]
        built = parse_yaml_files_to_validation_ready_semantic_manifest(files)
        lookup = SemanticManifestLookup(built.semantic_manifest)
        self._engine = MetricFlowEngine(lookup, _Client())

    def compile(self, question: str) -> Compiled:
        """See :class:`engine.Engine`."""
        asked = ASKED[question]
        request = MetricFlowQueryRequest.create(
            metric_names=asked.metrics,
            group_by_names=asked.by,
            where_constraints=asked.where or None,
            order_by_names=asked.order_by or None,
            limit=asked.limit,
            time_constraint_start=asked.start,
            time_constraint_end=asked.end,
        )
        try:
            return Compiled(self._engine.explain(request).sql_statement.sql)
        except MetricFlowException as error:
            raise CannotAskError(f"refused: {type(error).__name__}") from error

    def run(self, compiled: Compiled) -> list[Row]:
        """See :class:`engine.Engine`."""
        return fetch(self._connection, compiled)


class _Client:
    """What MetricFlow asks of a warehouse only to choose its dialect; we run the SQL ourselves."""

    sql_engine_type = SqlEngine.DUCKDB

    def __init__(self) -> None:
        self.sql_plan_renderer: SqlPlanRenderer = DuckDbSqlPlanRenderer()

    def query(self, stmt: str, sql_bind_parameter_set: object = None) -> MetricFlowDataTable:
        """Never called when a question is only explained."""
        raise NotImplementedError

    execute = dry_run = query

    def close(self) -> None:
        """There is nothing to close."""

    def render_bind_parameter_key(self, bind_parameter_key: str) -> str:
        """A named parameter of DuckDB."""
        return f"${bind_parameter_key}"
