"""What goes back: an answer, a question in return, or a plain no. The JSON is a contract.

All text is raw: it may hold data and the asker's own words. Whoever shows it escapes it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Literal

from bot.language.outcome import Trace
from bot.narrative import FollowUp, Table
from metrics.query import MetricQuery
from metrics.result import Cell, Provenance

Intent = Literal["metric", "definition", "freshness", "help"]
DeclineReason = Literal[
    "out_of_scope",
    "not_permitted",
    "no_such_value",
    "too_small",
    "stale_data",
    "future",
    "empty",
    "error",
]


@dataclass(frozen=True, slots=True)
class Answer:
    """The number, how the question was read, and where the number comes from.

    Attributes:
        headline: one sentence with the number.
        details: further plain sentences.
        read_as: how the question was understood, in one line.
        query: None for intents that ask for no number.
        columns: the names of the columns of ``rows``.
        rows: exact values.
        table: the same rows for reading, None where there are none.
        sql: None unless the viewer may see it.
        provenance: one entry a metric.
        next: questions worth asking, at most three.
        caveats: what belongs beside the number.
        confidence: 0 to 1, how sure the reading is.
    """

    kind: ClassVar[str] = "answer"

    answer_id: str
    intent: Intent
    headline: str
    details: tuple[str, ...]
    read_as: str
    query: MetricQuery | None
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    table: Table | None
    sql: str | None
    provenance: tuple[Provenance, ...]
    next: tuple[FollowUp, ...]
    caveats: tuple[str, ...]
    confidence: float
    trace: Trace = ()

    def to_json(self) -> dict[str, Any]:
        """The reply's JSON; with several metrics ``provenance_all`` has one entry each."""
        origins = [_provenance(p, self.answer_id) for p in self.provenance]
        shown: dict[str, Any] = {
            "kind": self.kind,
            "answer_id": self.answer_id,
            "intent": self.intent,
            "headline": self.headline,
            "details": list(self.details),
            "read_as": self.read_as,
            "query": self.query.to_json() if self.query else None,
            "columns": list(self.columns),
            "rows": [[exact(cell) for cell in row] for row in self.rows],
            "sql": self.sql,
            "provenance": origins[0] if origins else None,
            "next": _offers(self.next),
            "caveats": list(self.caveats),
            "confidence": self.confidence,
        }
        return shown | ({"provenance_all": origins} if len(origins) > 1 else {})


@dataclass(frozen=True, slots=True)
class AskBack:
    """A question in return: the governed readings to choose from, at most four."""

    kind: ClassVar[str] = "clarification"

    answer_id: str
    question: str
    options: tuple[FollowUp, ...]
    not_understood: tuple[str, ...]
    contact: str
    trace: Trace = ()

    def to_json(self) -> dict[str, Any]:
        """The reply's JSON."""
        return {
            "kind": self.kind,
            "answer_id": self.answer_id,
            "question": self.question,
            "options": _offers(self.options),
            "not_understood": list(self.not_understood),
            "contact": self.contact,
        }


@dataclass(frozen=True, slots=True)
class Decline:
    """A plain no.

    Attributes:
        near: names of metrics near to what was asked, that the asker may see.
        offers: the same as questions that can be asked at once.
        contact: who can help.
        query: how the question was read, where it was; for the audit.
    """

    kind: ClassVar[str] = "refusal"

    answer_id: str
    reason: DeclineReason
    message: str
    near: tuple[str, ...]
    offers: tuple[FollowUp, ...]
    contact: str
    not_understood: tuple[str, ...] = ()
    query: MetricQuery | None = None
    read_as: str = ""
    trace: Trace = ()

    def to_json(self) -> dict[str, Any]:
        """The reply's JSON."""
        return {
            "kind": self.kind,
            "answer_id": self.answer_id,
            "reason": self.reason,
            "message": self.message,
            "near": list(self.near),
            "contact": self.contact,
            "not_understood": list(self.not_understood),
        }


Reply = Answer | AskBack | Decline


def exact(cell: Cell) -> str | int | float | bool | None:
    """A cell as JSON: dates in ISO form, decimals as the number with the same digits.

    >>> exact(Decimal("412310.55")), exact(date(2026, 10, 1)), exact(float("nan"))
    (412310.55, '2026-10-01', None)
    """
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    return cell


def _offers(offers: Sequence[FollowUp]) -> list[dict[str, Any]]:
    return [{"label": offer.label, "query": offer.query.to_json()} for offer in offers]


def _provenance(origin: Provenance, answer_id: str) -> dict[str, Any]:
    return {
        "metric": origin.metric,
        "version": origin.version,
        "owner": origin.owner,
        "status": origin.status,
        "data_through": origin.data_through.isoformat() if origin.data_through else None,
        "answer_id": answer_id,
    }
