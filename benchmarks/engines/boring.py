"""boring-semantic-layer: ibis expressions compiled to SQL, which is then run as everybody's is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import ibis
from boring_semantic_layer import SemanticModel, to_semantic_table

from benchmarks.engines.engine import CannotAskError, Compiled, Row, fetch

MONTHLY: Mapping[str, Any] = {
    "dimensions": ["claims.claimed_on"],
    "measures": ["claims.claims"],
    "time_grain": "TIME_GRAIN_MONTH",
}


class Boring:
    """The boring-semantic-layer package.

    Its models are joined by hand; the claims stand first where only they are measured, the units
    where two facts of theirs are.
    """

    def __init__(self) -> None:
        self._connection: duckdb.DuckDBPyConnection
        self._asked: Mapping[str, Callable[[], Any]]

    def prepare(self, database: Path) -> None:
        """See :class:`engine.Engine`."""
        opened = ibis.duckdb.connect(database, read_only=True, threads=2)
        self._connection = opened.con
        claims, units, members, warranties = _models(opened)
        alone = claims.join_one(units, on="unit_id")
        placed = alone.join_one(members, on=lambda left, right: left.member_id == right.member_id)
        facts = units.join_many(claims, on="unit_id").join_many(
            warranties, on=lambda left, right: left.unit_id == right.unit_id
        )
        self._asked = _asked(alone, placed, units.join_many(claims, on="unit_id"), facts)

    def compile(self, question: str) -> Compiled:
        """See :class:`engine.Engine`."""
        asked = self._asked.get(question)
        if asked is None:
            raise CannotAskError("only by a window function written by hand")
        return Compiled(str(asked().compile()))

    def run(self, compiled: Compiled) -> list[Row]:
        """See :class:`engine.Engine`."""
        return fetch(self._connection, compiled)


def _models(opened: Any) -> tuple[SemanticModel, ...]:
    claims = (
        to_semantic_table(opened.table("claims"), name="claims")
        .with_dimensions(
            claimed_on={
                "expr": lambda t: t.claimed_on,
                "is_time_dimension": True,
                "smallest_time_grain": "TIME_GRAIN_DAY",
            }
        )
        .with_measures(claims=lambda t: t.count(), average_cost=lambda t: t.cost.mean())
    )
    units = (
        to_semantic_table(opened.table("units"), name="units")
        .with_dimensions(model=lambda t: t.model)
        .with_measures(units_in_force=lambda t: t.retired_on.isnull().sum())
    )
    members = to_semantic_table(opened.table("members"), name="members").with_dimensions(
        region=lambda t: t.region
    )
    warranties = (
        to_semantic_table(opened.table("warranties"), name="warranties")
        .with_dimensions(term_months=lambda t: t.term_months)
        .with_measures(warranty_revenue=lambda t: t.price.sum())
    )
    return claims, units, members, warranties


def _asked(alone: Any, placed: Any, two: Any, facts: Any) -> Mapping[str, Callable[[], Any]]:
    return {
        "q1": lambda: alone.query(**MONTHLY),
        "q2": lambda: (
            two.group_by("units.model")
            .aggregate("claims.claims", "units.units_in_force")
            .mutate(claim_rate=lambda t: t["claims.claims"] / t["units.units_in_force"])
        ),
        "q3": lambda: placed.query(
            dimensions=["members.region"],
            measures=["claims.average_cost"],
            order_by=[("claims.average_cost", "desc")],
            limit=10,
        ),
        "q5": lambda: facts.query(
            dimensions=["units.model"],
            measures=["claims.claims", "warranties.warranty_revenue"],
        ),
        "q6": lambda: facts.query(
            dimensions=["warranties.term_months"], measures=["claims.claims"]
        ),
    }
