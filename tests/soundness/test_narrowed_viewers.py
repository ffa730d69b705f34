"""What somebody narrowed is told is what SQL by hand gives of the rows that are open to them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from metrics.governance import Grant, Refusal, Viewer
from metrics.model import RowPolicy
from metrics.query import Filter, MetricQuery, OrderBy, TimeRange, Transform

NOW = datetime(2026, 11, 1, 9, 0, tzinfo=ZoneInfo("America/New_York"))
YEAR = TimeRange(date(2025, 1, 1), date(2026, 1, 1))
REGIONS, MODELS = ("Southeast", "West"), ("Bike", "Tread")
OPEN = "m.region in ('Southeast', 'West')"
UNITS = "left join unit u using (serial) left join member m on m.member_id = u.member_id"
CLAIMS = f"(select distinct on (claim_id) * from claim order by claim_id, load_id) c {UNITS}"
IN_2025 = "reported_on between '2025-01-01' and '2025-12-31'"


def group(dimension="region", values=REGIONS):
    return Grant(frozenset({"general", "cost"}), (RowPolicy(dimension, values),))


def viewer(*grants):
    return Viewer("U1", "x", frozenset(), grants or (group(),))


@pytest.fixture
def ask(layer):
    def asked(*metrics, who=None, **parts):
        query = MetricQuery(metrics, **{"time_range": YEAR, **parts})
        return layer.ask(query, who or viewer(), now=NOW)

    return asked


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Filter("region", "not_in", ("West",)), "m.region <> 'West'"),
        (Filter("region", "not_in", ("Canada",)), "true"),
        (Filter("region", "between", ("A", "T")), "m.region = 'Southeast'"),
        (Filter("region", "<", ("T",)), "m.region < 'T'"),
        (Filter("region", ">", ("Southeast",)), "m.region = 'West'"),
        (Filter("region", "not_null"), "true"),
        (Filter("country", "not_in", ("GB",)), "true"),
        (Filter("model", "in", ("Bike",)), "u.model = 'Bike'"),
    ],
)
def test_conditions_meet_the_rows_that_are_open(ask, by_hand, condition, words):
    found = ask("claims_reported", filters=(condition,))
    expected = by_hand(f"select count(*) from {CLAIMS} where {OPEN} and {IN_2025} and {words}")
    assert list(found.rows) == expected
    assert expected[0][0] > 0
    assert found.narrowed


def test_rows_of_nobody_are_not_open(ask):
    assert isinstance(ask("claims_reported", filters=(Filter("region", "is_null"),)), Refusal)


@pytest.mark.parametrize(
    ("grants", "words"),
    [
        ((group(), group("model", MODELS)), f"{OPEN} and u.model in ('Bike', 'Tread')"),
        ((group(values=("West",)), group(values=("Southeast",))), OPEN),
    ],
)
def test_two_policies_hold_together_on_two_dimensions_and_add_up_on_one(
    ask, by_hand, grants, words
):
    found = ask("claims_reported", who=viewer(*grants))
    assert list(found.rows) == by_hand(
        f"select count(*) from {CLAIMS} where {words} and {IN_2025}"
    )


def test_a_ratio_has_both_parts_of_what_is_open(ask, by_hand):
    found = ask("average_claim_cost", "claims_paid", "claim_cost")
    paid = "paid_on between '2025-01-01' and '2025-12-31'"
    ((count, cost),) = by_hand(
        f"select count(*), sum(paid_amount) from {CLAIMS} where {OPEN} and {paid}"
    )
    assert found.rows[0][1:] == (count, cost)
    assert float(found.rows[0][0]) == pytest.approx(float(cost) / count)


def test_a_rate_of_two_datasets_has_both_of_what_is_open(ask, by_hand):
    found = ask("failures", "failure_rate")
    ((months,),) = by_hand(
        "select sum(greatest(0, date_diff('day', greatest(u.delivered_on, date '2025-01-01'), "
        "least(coalesce(u.left_service_on, date '2026-01-01'), date '2026-01-01')))) / 30.4375 "
        f"from unit u left join member m on m.member_id = u.member_id where {OPEN} "
        "and u.delivered_on < '2026-01-01'"
    )
    failures, rate = found.rows[0]
    assert failures > 0
    assert float(rate) == pytest.approx(failures / months * 1000)


def test_a_balance_is_of_what_is_open(ask, by_hand):
    found = ask("units_in_service", dimensions=("model",), time_range=YEAR)
    expected = by_hand(
        "select u.model, count(*) from unit u left join member m on m.member_id = u.member_id "
        f"where {OPEN} and u.delivered_on < '2026-01-01' "
        "and (u.left_service_on is null or u.left_service_on >= '2026-01-01') group by 1"
    )
    assert dict(found.rows) == dict(expected)


def test_the_period_before_is_of_what_is_open(ask, by_hand):
    found = ask("claims_reported", compare_to="previous_period")
    before = "reported_on between '2024-01-01' and '2024-12-31'"
    ((now, then),) = by_hand(
        f"select count(*) filter ({IN_2025}), count(*) filter ({before}) "
        f"from {CLAIMS} where {OPEN}"
    )
    row = found.rows[0]
    assert row[found.index("claims_reported")] == now
    assert row[found.index("claims_reported__previous")] == then


@pytest.mark.parametrize("split", ["region", "model"])
def test_a_share_is_of_the_whole_that_is_open_and_the_answer_says_so(ask, by_hand, split):
    found = ask("claims_reported", dimensions=(split,), transforms=(Transform("share"),))
    column = {"region": "m.region", "model": "u.model"}[split]
    expected = by_hand(
        f"select {column}, count(*), count(*) / sum(count(*)) over () from {CLAIMS} "
        f"where {OPEN} and {IN_2025} group by 1"
    )
    assert {row[0]: row[1] for row in found.rows} == {row[0]: row[1] for row in expected}
    shares = {row[0]: row[2] for row in expected}
    assert {row[0]: float(row[2]) for row in found.rows} == pytest.approx(shares)
    assert "Counted for region Southeast and West only: that is open to you." in found.caveats


def test_the_first_few_are_among_what_is_open(ask, by_hand):
    found = ask(
        "claims_reported",
        dimensions=("part",),
        order_by=(OrderBy("claims_reported", "desc"),),
        limit=3,
    )
    expected = by_hand(
        f"select part, count(*) from {CLAIMS} where {OPEN} and {IN_2025} "
        "group by 1 order by 2 desc, 1 limit 3"
    )
    assert list(found.rows) == expected


def test_a_series_is_of_what_is_open(ask, by_hand):
    found = ask("claims_reported", grain="month", who=viewer(group(values=("UK",))))
    expected = dict(
        by_hand(
            f"select month(reported_on), count(*) from {CLAIMS} "
            f"where m.region = 'UK' and {IN_2025} group by 1"
        )
    )
    assert [(day.month, n) for day, n in found.rows] == [
        (m, expected.get(m, 0)) for m in range(1, 13)
    ]
