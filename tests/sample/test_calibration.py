"""The laws' figures, each computed from the tables by plain SQL."""

from __future__ import annotations

import pytest

AT_12_MONTHS = """
with matured as (
  select serial, delivered_on, model from unit
  where delivered_on + interval 12 month + interval 30 day <= date '2026-10-31')
select 1000.0 * count(distinct claim_id) filter (failure_on < delivered_on + interval 12 month)
  / count(distinct matured.serial)
from matured left join claim using (serial)
"""


def test_about_80_claims_per_1000_units_fall_in_the_first_year(sample):
    assert sample.value(AT_12_MONTHS) == pytest.approx(80, abs=6)


def test_13_percent_of_units_get_a_plan_within_60_days(sample):
    attach = sample.value("""
      with bought as (
        select unit.serial, bool_or(bought_on - delivered_on <= 60) as soon
        from unit left join ew_contract using (serial)
        where delivered_on + 60 < date '2026-10-31' group by 1)
      select count(*) filter (soon) / count(*) from bought""")
    assert attach == pytest.approx(0.13, abs=0.008)


def test_the_mean_paid_claim_is_235_dollars(sample):
    mean = sample.value("select avg(paid_amount) from claim where status = 'paid'")
    assert mean == pytest.approx(235, rel=0.03)


@pytest.mark.parametrize(("days", "share"), [(0, 0.60), (7, 0.80), (14, 0.91), (30, 0.98)])
def test_a_failure_month_fills_up_as_claims_are_recorded(sample, days, share):
    recorded = sample.value(
        """select avg((recorded_on <= last_day(failure_on) + $days::int)::int) from claim
           where failure_on between '2023-07-01' and '2026-06-30'""",
        days=days,
    )
    assert recorded == pytest.approx(share, abs=0.03)


def test_a_quarter_of_failures_outside_any_cover_is_paid_in_goodwill(sample):
    share = sample.value("""
      with failure as (
        select distinct failure_id, serial, min(occurred_on) over (partition by failure_id) as day
        from event where code = 'failure'),
      outside as (
        select * from failure join unit using (serial)
        where day >= base_warranty_ends_on and day < '2026-09-01' and not exists (
          select 1 from ew_contract c where c.serial = failure.serial
            and day >= starts_on and day < least(ends_on, coalesce(cancelled_on, ends_on))))
      select count(distinct claim.failure_id) / count(distinct outside.failure_id)
      from outside left join claim on claim.failure_id = outside.failure_id""")
    assert share == pytest.approx(0.25, abs=0.03)


def test_subscriptions_churn_at_1_2_percent_a_month(sample):
    churn = sample.value("""
      select count(*) filter (end_reason = 'cancelled')
        / (sum(coalesce(ended_on, date '2026-11-01') - started_on) / 30.4375)
      from subscription_spell where not pause""")
    assert churn == pytest.approx(0.012, abs=0.0006)


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("member", 94_000),
        ("build_lot", 1_500 / 0.2),
        ("unit", 100_000),
        ('"order"', 100_000),
        ("delivery", 103_000),
        ("subscription_spell", 160_000),
        ("ew_contract", 16_500),
        ("event", 1_100_000),
        ("usage_month", 2_000_000),
        ("ticket", 35_000),
        ("visit", 22_000),
        ("claim", 12_000),
        ("redemption", 9_000),
        ("campaign_case", 20_000),
        ("inventory_week", 9_000 / 0.2),
    ],
)
def test_tables_have_about_the_rows_that_the_scale_says(sample, table, rows):
    assert sample.value(f"select count(*) from {table}") == pytest.approx(0.2 * rows, rel=0.16)


@pytest.mark.parametrize(
    ("model", "share"), [("Bike", 0.5), ("Bike+", 0.25), ("Tread", 0.15), ("Row", 0.1)]
)
def test_models_sell_in_their_shares(sample, model, share):
    sold = sample.value("""select avg((model = $model)::int) from "order" """, model=model)
    assert sold == pytest.approx(share, abs=0.015)


def test_row_is_sold_from_october_2022(sample):
    first = sample.value("""select min(ordered_on) from "order" where model = 'Row'""")
    assert "2022-10-01" <= str(first) <= "2022-10-10"


def test_orders_follow_the_season(sample):
    months = dict(
        sample.rows("""
          select month(ordered_on), count(*) from "order"
          where ordered_on >= '2023-01-01' and ordered_on < '2026-01-01' group by 1""")
    )
    june_to_august = (months[6] + months[7] + months[8]) / 3
    for month, factor in ((1, 1.45), (11, 1.55), (12, 1.65)):
        assert months[month] / june_to_august == pytest.approx(factor / 0.65, rel=0.12)


def test_the_southeast_breaks_more_often(sample):
    rates = dict(
        sample.rows("""
          with failed as (
            select serial, count(distinct failure_id) as n from event
            where code = 'failure' group by 1)
          select region = 'Southeast',
            sum(coalesce(n, 0)) / sum(date_diff('day', delivered_on, date '2026-10-31'))
          from unit join member using (member_id) left join failed using (serial)
          where delivered_on < '2026-06-01' group by 1""")
    )
    assert rates[True] / rates[False] == pytest.approx(1.35, abs=0.13)


def test_errors_chatter_and_announce_failures(sample):
    before, else_rate = sample.rows("""
      with failure as (
        select failure_id, any_value(serial) as serial, min(occurred_at) as broke
        from event where code = 'failure' group by 1),
      notice as (
        select count(*) as n from failure join event using (serial)
        where event.kind = 'error' and occurred_at between broke - interval 45 day and broke),
      life as (
        select sum(date_diff('day', delivered_on, coalesce(left_service_on, date '2026-10-31')))
          as days from unit)
      select notice.n / (select count(*) from failure),
        (select count(*) from event where kind = 'error') / life.days * 30.4375
      from notice, life""")[0]
    assert else_rate == pytest.approx(0.30, abs=0.04)
    assert before == pytest.approx(0.55 * 4 + 0.3 * 1.5, abs=0.35)
