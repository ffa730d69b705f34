"""Asks MetricFlow, in a process of its own: a manifest and questions in, SQL or a refusal out.

Standard input and output are JSON. Run by ``conftest.py``; MetricFlow takes seconds to import and
warns of its own libraries, neither of which belongs into the test process.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import datetime

from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantic_interfaces.implementations.semantic_manifest import (
    PydanticSemanticManifest,
)
from metricflow_semantic_interfaces.transformations.semantic_manifest_transformer import (
    PydanticSemanticManifestTransformer,
)
from metricflow_semantic_interfaces.validations.semantic_manifest_validator import (
    SemanticManifestValidator,
)
from metricflow_semantics.errors.error_classes import MetricFlowException
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup


class Client:
    """What MetricFlow asks of a warehouse only to choose its dialect."""

    sql_engine_type = SqlEngine.DUCKDB
    sql_plan_renderer = DuckDbSqlPlanRenderer()

    def query(self, stmt, sql_bind_parameter_set=None):
        raise NotImplementedError

    execute = dry_run = query

    def close(self):
        pass

    def render_bind_parameter_key(self, bind_parameter_key):
        return f"${bind_parameter_key}"


def answered(engine, question):
    start, end = (datetime.fromisoformat(day) for day in question["days"])
    request = MetricFlowQueryRequest.create(
        metric_names=question["metrics"],
        group_by_names=question["by"] or None,
        time_constraint_start=start,
        time_constraint_end=end,
    )
    try:
        return {"sql": engine.explain(request).sql_statement.sql}
    except MetricFlowException as error:
        return {"refused": f"{type(error).__name__}: {str(error)[:300]}"}


def main():
    logging.disable(logging.CRITICAL)
    asked = json.load(sys.stdin)
    parsed = PydanticSemanticManifest.parse_obj(asked["manifest"])
    manifest = PydanticSemanticManifestTransformer.transform(parsed)
    issues = SemanticManifestValidator().validate_semantic_manifest(manifest)
    engine = MetricFlowEngine(SemanticManifestLookup(manifest), Client())
    answers = [answered(engine, question) for question in asked["questions"]]
    errors = [error.as_readable_str() for error in issues.errors]
    json.dump({"errors": errors, "answers": answers}, sys.stdout)


if __name__ == "__main__":
    main()
