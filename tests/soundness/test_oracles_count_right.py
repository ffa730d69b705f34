"""The oracles themselves, against numbers counted by hand in ``small_company.sql``.

February, March and April 2026, and the half-year from January: what a person finds there with a
pencil. If one of these fails, the oracle is wrong, whatever the layer says.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.soundness.asking import assert_same, span
from tests.soundness.oracle import load_oracles

ORACLES = load_oracles()
SPANS = (
    span("2026-02-01", "2026-03-01"),
    span("2026-03-01", "2026-04-01"),
    span("2026-04-01", "2026-05-01"),
    span("2026-01-01", "2026-07-01"),
)
MONTH = 365.25 / 12  # days
COUNTED = {  # February, March, April, January to June
    "orders": (2, 0, 0, 5),
    "order_revenue": (Decimal("4000.00"), Decimal(0), Decimal(0), Decimal("8150.50")),
    "average_order_value": (2000.0, None, None, 8150.50 / 5),
    "units_delivered": (2, 1, 0, 4),
    "units_in_service": (4, 5, 4, 4),
    "new_members": (1, 0, 0, 1),
    "active_subscriptions": (2, 2, 1, 1),
    "subscription_churn_rate": (0.0, 0.0, 2 / 3, 2 / 1),
    "ew_contracts_sold": (1, 1, 0, 3),
    "ew_revenue": (Decimal(100), Decimal(0), Decimal(0), Decimal(280)),
    "ew_attach_rate": (0.0, 1.0, None, 2 / 4),
    # 28 days in February of two one-year contracts and a two-year one; the second ends April 9
    "ew_earned_premium": (
        28 * 100 / 365 + 28 * 110 / 365 + 28 * 180 / 730,
        31 * 100 / 365 + 31 * 110 / 365 + 31 * 180 / 730,
        30 * 100 / 365 + 9 * 110 / 365 + 30 * 180 / 730,
        167 * 100 / 365 + 85 * 110 / 365 + 167 * 180 / 730,
    ),
    "ew_loss_ratio": (
        0.0,
        0.0,
        0.0,
        200.20 / (167 * 100 / 365 + 85 * 110 / 365 + 167 * 180 / 730),
    ),
    "ew_cancellation_rate": (0.0, 0.0, 2 / 5, 2 / 2),
    "units_under_base_warranty": (3, 4, 3, 3),
    "units_under_extended_warranty": (1, 1, 1, 1),
    "claims_reported": (5, 0, 2, 7),
    "claims_approved": (2, 0, 2, 4),
    "claims_paid": (1, 1, 0, 3),
    "claims_denied": (0, 1, 0, 1),
    "open_claims": (4, 2, 3, 2),
    "claim_cost": (Decimal(28), Decimal("100.10"), Decimal(0), Decimal("328.30")),
    "average_claim_cost": (28.0, 100.1, None, 328.30 / 3),
    "claim_approval_rate": (2 / 2, 0 / 1, 2 / 2, 4 / 5),
    "claim_cycle_days": (16.0, 19.0, None, 19.0),
    # February: base of U1, U2 and U6, and U3 under three contracts at once, 28 days each
    "claim_frequency": (1000 * 5 / (4 * 28 / MONTH), 0.0, None, None),
    "service_tickets": (2, 1, 4, 8),
    "service_visits": (2, 1, 1, 4),
    "first_time_fix_rate": (0 / 1, 1 / 1, 1 / 1, 2 / 3),
    "repeat_repair_rate_30d": (1 / 1, 1 / 1, 0 / 2, 2 / 4),
    "no_fault_found_rate": (0 / 1, 0 / 1, 1 / 4, 1 / 6),
    "repair_turnaround_days": (11.0, 9.0, 3.0, 5.0),
    # U1's first ticket comes on the 31st day
    "early_ticket_rate_30d": (0 / 2, 0 / 1, None, 0 / 4),
    "failures": (1, 0, 2, 3),
    # February: U1, U2, U3 and U6, 28 days each; April: U1 to U4, 30 days each
    "failure_rate": (1000 * 1 / (4 * 28 / MONTH), 0.0, 1000 * 2 / (4 * 30 / MONTH), None),
    "error_events": (3, 0, 0, 3),
    "parts_on_hand": (None, None, 9, None),
    "parts_on_order": (None, None, 6, None),
    "redemptions": (2, 0, 0, 2),
    "recall_completion_rate": (0 / 3, 1 / 3, 2 / 3, 2 / 3),
}
LONG_SUMS = {"claim_frequency", "failure_rate"}  # None there: too long to do by hand


def test_every_oracle_is_counted_by_hand():
    assert set(COUNTED) == set(ORACLES)


@pytest.mark.parametrize("metric", COUNTED)
def test_an_oracle_finds_what_a_person_counts(small_desk, metric):
    for days, expected in zip(SPANS, COUNTED[metric], strict=True):
        if expected is None and metric in LONG_SUMS:
            continue
        assert_same(small_desk.total(ORACLES[metric], *days), expected, days)


def test_the_trap_rows_are_in_the_sample_too(desk):
    count = {
        "claims loaded twice": "select count(*) - count(distinct claim_id) from claim",
        "claims of no unit": "select count(*) from claim anti join unit using (serial)",
        "repeated failure events": """
            select count(failure_id) - count(distinct failure_id) from event
            where kind = 'lifecycle' and code = 'failure'""",
        "cancelled orders": """select count(*) from "order" where status = 'cancelled'""",
        "failed deliveries": "select count(*) from delivery where outcome = 'failed'",
        "cancelled contracts": "select count(cancelled_on) from ew_contract",
        "units out of service": "select count(left_service_on) from unit",
    }
    found = {what: desk.connection.execute(sql).fetchone()[0] for what, sql in count.items()}
    assert all(number > 0 for number in found.values()), found
