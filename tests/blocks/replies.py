"""Six replies with fixed values: a value, a split, a series, a question back, a no, a meaning."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.answering import Answer, AskBack, Decline, Reply
from bot.answering.intents import define
from bot.narrative import FollowUp, tell
from metrics.query import MetricQuery, TimeRange
from metrics.result import Result
from tests.narrative.fixed import OCTOBER, THROUGH, catalog, result_of

COST = ("claim_cost",)
COUNTED = "all claims, counted on the day on which they were reported"


def answer_of(result: Result, read_as: str, *, context: Result | None = None) -> Answer:
    """The answer that the use case makes of a result."""
    story = tell(result, catalog(), context=context, split_by=("region", "model"))
    return Answer(
        answer_id="A-7F3K2QXM",
        intent="metric",
        headline=story.headline,
        details=story.details,
        read_as=read_as,
        query=result.query,
        columns=tuple(c.name for c in result.columns),
        rows=result.rows,
        table=story.table,
        sql=result.sql,
        provenance=result.provenance,
        next=story.next[:3],
        caveats=result.caveats,
        confidence=0.97,
    )


def one_value() -> Reply:
    query = MetricQuery(COST, time_range=OCTOBER)
    beside = MetricQuery(COST, time_range=OCTOBER, compare_to="previous_period")
    now, before = Decimal("412310.55"), Decimal("398000.10")
    context = result_of(beside, (now, before, now - before, 0.036))
    return answer_of(result_of(query, (now,)), "Claim cost · October 2026", context=context)


def by_dimension() -> Reply:
    query = MetricQuery(("claims_reported", "claim_cost"), ("region",), time_range=OCTOBER)
    rows = [
        ("Northeast", 301, Decimal("70735.25")),
        ("Southeast", 255, Decimal("61002.00")),
        ("West", 180, Decimal("42300.75")),
        ("R&D <test>", 12, Decimal("2820.00")),
        (None, 2, Decimal("480.10")),
    ]
    return answer_of(
        result_of(query, *rows), "Claims reported and claim cost by region · October 2026"
    )


def by_month() -> Reply:
    days = TimeRange(date(2025, 12, 1), date(2026, 12, 1))
    query = MetricQuery(
        ("claims_reported",), time_range=days, grain="month", compare_to="previous_year"
    )
    starts = [date(2025, 12, 1), *(date(2026, m, 1) for m in range(1, 12))]
    rows = [
        (start, 900 - 7 * i, 800 + 9 * i, 100 - 16 * i, (100 - 16 * i) / (800 + 9 * i))
        for i, start in enumerate(starts)
    ]
    result = result_of(query, *rows, through=date(2026, 11, 22))
    return answer_of(result, "Claims reported by month · December 2025 to November 2026")


def clarification() -> Reply:
    readings = {
        f"Claims reported ({COUNTED}) · October 2026": "claims_reported",
        "Claims paid · October 2026": "claims_paid",
    }
    options = tuple(
        FollowUp(label, label, MetricQuery((name,), time_range=OCTOBER))
        for label, name in readings.items()
    )
    return AskBack(
        answer_id="A-8G4L3RYN",
        question="“Settled claims” has no single governed meaning. Which one do you mean?",
        options=options,
        not_understood=("settled",),
        contact="#analytics-desk",
    )


def refusal() -> Reply:
    query = MetricQuery(("claims_reported",), time_range=OCTOBER)
    return Decline(
        answer_id="A-9H5M4SZP",
        reason="out_of_scope",
        message="Nothing governed says how happy members are.",
        near=("claims_reported",),
        offers=(FollowUp("Claims reported in October 2026", "Claims reported", query),),
        contact="#analytics-desk",
        not_understood=("happy",),
    )


def definition() -> Reply:
    metric = catalog().metric("average_claim_cost")
    return define(metric, catalog(), THROUGH, "A-AJ6N5T2Q")


REPLIES = {
    made.__name__: made
    for made in (one_value, by_dimension, by_month, clarification, refusal, definition)
}
