"""The door: an approved plan in, a statement out."""

from __future__ import annotations

from collections.abc import Collection

from metrics.compiler.dialects import check_dialect
from metrics.compiler.draft import Draft
from metrics.compiler.passes import PASSES
from metrics.compiler.rollups import BuiltRollup, with_rollups
from metrics.compiler.statement import Statement
from metrics.governance import ApprovedPlan
from metrics.planner import DataFacts, Plan, shaped


def compile_plan(
    approved: ApprovedPlan,
    dialect: str = "duckdb",
    rollups: Collection[BuiltRollup] = (),
    data: DataFacts | None = None,
) -> Statement:
    """The SQL of an approved plan; the same plan and facts give the same bytes.

    A comment before it names the definitions by their hashes, so that a line of the warehouse's
    own log tells what was asked. Where one of ``rollups`` gives the same rows, they are read from
    it. What is known of the ``data`` decides about the shape alone.

    Raises:
        CompilationError: the dialect is not one of ``DIALECTS``.
    """
    check_dialect(dialect)
    draft = Draft(shaped(with_rollups(approved.plan, rollups), data))
    for write in PASSES:
        write(draft)
    return Statement(_definitions(approved.plan) + draft.text(), dict(draft.parameters))


def _definitions(plan: Plan) -> str:
    named = (f"{each.metric.name} {each.metric.definition_hash}".strip() for each in plan.outputs)
    return f"/* {', '.join(named)} */\n"
