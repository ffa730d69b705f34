"""Claims per 1,000 units at k months in service: by hand, and refused where cohorts are young."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.errors import UnsafeQueryError
from tests.soundness.asking import AS_OF, ask, cells, periods, query, span

METRIC = "claims_per_1000_at_mis"
BY_HAND = """
with units as (
  select distinct on (d.serial) d.serial, d.delivered_on, u.model, m.region
  from delivery d
  left join unit u on u.serial = d.serial
  left join member m on m.member_id = u.member_id
  where d.outcome = 'completed' order by d.serial, d.attempt desc, d.delivery_id desc
)
select {split} 1000.0 * sum((
    select count(distinct c.claim_id) from claim c
    where c.serial = units.serial and c.failure_on >= units.delivered_on
      and c.failure_on < units.delivered_on + to_months({months})
  )) / count(*)
from units where delivered_on >= ? and delivered_on < ? {group}
"""
MATURED = span("2025-01-01", "2025-09-01")


def by_hand(desk, days, months, split=""):
    group = f"group by {split}" if split else ""
    sql = BY_HAND.format(split=f"{split}," if split else "", months=months, group=group)
    rows = desk.connection.execute(sql, list(days)).fetchall()
    return {row[:-1]: pytest.approx(row[-1]) for row in rows}


def at(months):
    return (("months_in_service", months),)


@pytest.mark.parametrize("months", [3, 6, 12])
def test_a_matured_range_equals_sql_by_hand(layer, desk, months):
    result = ask(layer, query(METRIC, MATURED, parameters=at(months)))
    assert cells(result) == by_hand(desk, MATURED, months)


def test_twelve_months_unless_another_number_is_chosen(layer, desk):
    assert cells(ask(layer, query(METRIC, MATURED))) == by_hand(desk, MATURED, 12)


@pytest.mark.parametrize("split", ["model", "region"])
def test_a_split_equals_sql_by_hand(layer, desk, split):
    result = ask(layer, query(METRIC, MATURED, parameters=at(6), dimensions=(split,)))
    assert cells(result) == by_hand(desk, MATURED, 6, split)


def test_a_series_is_empty_where_a_cohort_is_not_older_than_the_months_and_thirty_days(
    layer, desk
):
    days = span("2025-07-01", "2026-11-01")
    actual = cells(ask(layer, query(METRIC, days, parameters=at(6), grain="month")))
    for first, inside in periods(days, "month"):
        # six months and thirty days before October 31, 2026 is April 1, 2026
        old_enough = inside[1] <= date(2026, 4, 2)
        expected = by_hand(desk, inside, 6)[()] if old_enough else None
        assert actual[(first,)] == expected, first


def test_a_range_that_is_not_matured_whole_is_refused_with_the_reason(layer):
    with pytest.raises(UnsafeQueryError) as refused:
        ask(layer, query(METRIC, span("2025-07-01", "2026-07-01")))
    assert refused.value.code == "E_IMMATURE"
    assert "in service that long" in refused.value.message
    assert refused.value.next_step == "It can be told through October 1, 2025."


def test_the_last_day_that_is_told_is_the_last_that_is_old_enough(layer):
    ask(layer, query(METRIC, span("2025-09-01", "2025-10-02")))
    with pytest.raises(UnsafeQueryError):
        ask(layer, query(METRIC, span("2025-09-01", "2025-10-03")))


def test_other_months_than_those_defined_are_refused(layer):
    with pytest.raises(UnsafeQueryError, match="9 months in service cannot be asked for"):
        ask(layer, query(METRIC, MATURED, parameters=at(9)))


def test_two_cohorts_are_compared_where_both_have_matured(layer, desk):
    days, before = span("2025-04-01", "2025-07-01"), span("2025-01-01", "2025-04-01")
    result = ask(layer, query(METRIC, days, compare_to="previous_period"))
    assert cells(result, f"{METRIC}__previous") == by_hand(desk, before, 12)


def test_a_claim_of_no_unit_is_in_no_cohort(small, small_desk):
    days = span("2022-07-01", "2025-09-01")
    assert cells(ask(small, query(METRIC, days))) == by_hand(small_desk, days, 12)


def test_the_naive_number_would_fall_while_the_cohorts_do_not(desk):
    """Why the refusal matters: claims so far, by delivery quarter, only reflect age."""
    quarters = [span("2025-07-01", "2025-10-01"), span("2026-04-01", "2026-07-01")]
    old, young = (by_hand(desk, days, 48)[()].expected for days in quarters)
    assert young < 0.8 * old
    assert date(2026, 10, 31) == AS_OF
