"""sidemantic: models and metrics declared in Python, SQL by its default (Python) compiler."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
from sidemantic import Dimension, Metric, Model, Relationship, SemanticLayer

from benchmarks.engines.engine import Compiled, Row, connect, fetch


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in sidemantic's words."""

    metrics: tuple[str, ...]
    by: tuple[str, ...]
    filters: tuple[str, ...] = ()
    order_by: tuple[str, ...] = ()
    limit: int | None = None


ASKED: Mapping[str, Asked] = {
    "q1": Asked(("claims.claims",), ("claims.claimed_on__month",)),
    "q2": Asked(("claims.claims", "units.units_in_force", "claim_rate"), ("units.model",)),
    "q3": Asked(
        ("claims.average_cost",),
        ("members.region",),
        order_by=("claims.average_cost DESC",),
        limit=10,
    ),
    "q4": Asked(("claims.claims", "claims_change"), ("claims.claimed_on__month",)),
    "q5": Asked(("claims.claims", "warranties.warranty_revenue"), ("units.model",)),
    "q6": Asked(("claims.claims",), ("warranties.term_months",)),
    "q7": Asked(
        ("claims.claims", "claims_change"),
        ("claims.claimed_on__month",),
        filters=(
            "units.model = 'Guide'",
            "claims.claimed_on >= '2025-02-01'",
            "claims.claimed_on < '2025-06-01'",
        ),
    ),
}


class Sidemantic:
    """The sidemantic package."""

    def __init__(self) -> None:
        self._connection: duckdb.DuckDBPyConnection
        self._layer: SemanticLayer

    def prepare(self, database: Path) -> None:
        """See :class:`engine.Engine`."""
        self._connection = connect(database)
        self._layer = SemanticLayer(auto_register=False)
        for model in _models():
            self._layer.add_model(model)
        for metric in _metrics():
            self._layer.add_metric(metric)

    def compile(self, question: str) -> Compiled:
        """See :class:`engine.Engine`."""
        asked = ASKED[question]
        return Compiled(
            self._layer.compile(
                metrics=list(asked.metrics),
                dimensions=list(asked.by),
                filters=list(asked.filters),
                order_by=list(asked.order_by),
                limit=asked.limit,
            )
        )

    def run(self, compiled: Compiled) -> list[Row]:
        """See :class:`engine.Engine`."""
        return fetch(self._connection, compiled)


def _models() -> list[Model]:
    unit = Relationship(name="units", type="many_to_one", foreign_key="unit_id")
    return [
        Model(
            name="members",
            table="members",
            primary_key="member_id",
            dimensions=[Dimension(name="region", type="categorical")],
        ),
        Model(
            name="units",
            table="units",
            primary_key="unit_id",
            relationships=[
                Relationship(name="members", type="many_to_one", foreign_key="member_id")
            ],
            dimensions=[Dimension(name="model", type="categorical")],
            metrics=[
                Metric(name="units_in_force", agg="count", filters=["retired_on IS NULL"]),
            ],
        ),
        Model(
            name="warranties",
            table="warranties",
            primary_key="warranty_id",
            relationships=[unit],
            dimensions=[Dimension(name="term_months", type="numeric")],
            metrics=[Metric(name="warranty_revenue", agg="sum", sql="price")],
        ),
        Model(
            name="claims",
            table="claims",
            primary_key="claim_id",
            relationships=[unit],
            dimensions=[Dimension(name="claimed_on", type="time", granularity="day")],
            metrics=[
                Metric(name="claims", agg="count"),
                Metric(name="average_cost", agg="avg", sql="cost"),
            ],
        ),
    ]


def _metrics() -> list[Metric]:
    return [
        Metric(
            name="claim_rate",
            type="ratio",
            numerator="claims.claims",
            denominator="units.units_in_force",
        ),
        Metric(
            name="claims_change",
            type="time_comparison",
            base_metric="claims.claims",
            comparison_type="mom",
            calculation="difference",
        ),
    ]
