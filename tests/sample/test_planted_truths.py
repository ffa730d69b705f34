"""Each planted truth is really in the data, where ``truth.yml`` says."""

from __future__ import annotations

import pytest

from tests.sample.conftest import AS_OF

BEARINGS = """
with failed as (
  select serial, count(distinct failure_id) as n from event
  where code = 'failure' and part = 'bearing' group by 1)
select sum(coalesce(n, 0)) filter (bad) / count(*) filter (bad) as bad_rate,
  sum(coalesce(n, 0)) filter (not bad) / count(*) filter (not bad) as other_rate
from (select serial, plant = 'P2'
        and date_trunc('week', built_on) between $start::date and $last::date as bad
      from unit where model = 'Bike' and delivered_on is not null
        and built_on between $start::date - interval 90 day and $last::date + interval 90 day)
left join failed using (serial)
"""

BOARDS = """
select supplier, count(distinct failure_id) / count(distinct unit.serial)
from unit join build_lot_part using (lot_id)
left join event on event.serial = unit.serial and event.code = 'failure'
  and event.part = 'power board' and event.occurred_on < unit.delivered_on + 90
where build_lot_part.part = 'power board' and model = 'Bike+' and delivered_on < '2026-08-01'
group by 1
"""


def bearing_ratio(sample) -> float:
    ((bad, other),) = sample.rows(BEARINGS, start="2025-01-06", last="2025-02-10")
    return bad / other


def test_p1_bearings_of_the_bad_lots_fail_far_more_often(sample):
    truth = sample.truth["P1_bad_lot"]
    assert (str(truth["built_from"]), len(truth["lots"])) == ("2025-01-06", 6)
    assert bearing_ratio(sample) > 3


def test_p2_new_tread_orders_move_to_southeast(sample):
    start = sample.truth["P2_mix_shift"]["ordered_from"]
    share = dict(
        sample.rows(
            """select ordered_on >= $start::date, avg((region = 'Southeast')::int)
               from "order" join member using (member_id) where model = 'Tread' group by 1""",
            start=start,
        )
    )
    assert share[False] == pytest.approx(0.16, abs=0.03)
    assert share[True] == pytest.approx(0.16 + 0.40 * 0.84, abs=0.07)


def test_p2_is_a_change_of_mix_not_of_rate(sample):
    share = sample.value("""
      select avg((region = 'Southeast')::int) from "order" join member using (member_id)
      where model <> 'Tread' and ordered_on >= '2026-06-01'""")
    assert share == pytest.approx(0.16, abs=0.035)


def test_p3_power_boards_of_supplier_b_die_young(sample):
    start = sample.truth["P3_supplier_change"]["built_from"]
    rates = dict(sample.rows(BOARDS))
    assert rates["Supplier B"] > 4 * rates["Supplier A"]
    first = sample.value("""
      select min(built_week) from build_lot join build_lot_part using (lot_id)
      where supplier = 'Supplier B'""")
    assert first == start


def test_p3_is_in_the_bill_of_material(sample):
    rows = sample.rows("""
      select supplier, valid_to is null from bill_of_material
      where model = 'Bike+' and part = 'power board' order by valid_from""")
    assert rows == [("Supplier A", False), ("Supplier B", True)]


def test_p4_error_events_of_the_uk_are_missing_for_two_weeks(sample):
    silence = sample.truth["P4_outage"]["error_events_missing"]
    uk = """select count(*) from event join unit using (serial) join member using (member_id)
            where region = 'UK' and kind = 'error' and occurred_on >= $a and occurred_on < $b"""
    start, end = silence["from"], silence["before"]
    assert (end - start).days == 14
    assert sample.value(uk, a=start, b=end) == 0
    assert sample.value(uk, a=start - (end - start), b=start) > 50


def test_p4_one_claims_file_is_there_twice_under_another_load(sample):
    day = sample.truth["P4_outage"]["claims_file_loaded_twice"]
    repeated = sample.rows("""
      select claim_id, count(*), count(distinct load_id), min(recorded_on), max(recorded_on)
      from claim group by 1 having count(*) > 1""")
    assert len(repeated) == day["rows_repeated"] > 0
    assert {row[1:] for row in repeated} == {(2, 2, day["recorded_on"], day["recorded_on"])}


def test_p4_a_claim_loaded_twice_differs_in_nothing_else(sample):
    rows = sample.value("select count(*) from (select distinct * exclude (load_id) from claim)")
    claims = sample.value("select count(distinct claim_id) from claim")
    assert rows == claims


def test_p4_one_day_of_claims_never_came(sample):
    day = sample.truth["P4_outage"]["claims_file_missing"]["recorded_on"]
    log = sample.rows(
        """select rows, status, loaded_at from load_log
           where table_name = 'claim' and loaded_on = $d""",
        d=day,
    )
    assert log == [(0, "missing", None)]
    assert sample.value("select count(*) from claim where recorded_on = $d", d=day) == 0


def test_p5_claims_differ_by_failure_report_approval_and_paid_date(sample):
    counts = {}
    for name in ("failure", "reported", "approved", "paid"):
        counts[name] = sample.value(
            f"""select count(distinct claim_id) from claim
                where {name}_on >= '2026-08-01' and {name}_on < '2026-11-01'"""
        )
    assert max(counts.values()) > 1.10 * min(counts.values())
    assert sorted(counts.values()) == sorted(
        sample.truth["P5_claim_dates"]["claims_by_date_of"].values()
    )


def test_p6_no_fault_found_steps_up(sample):
    step = sample.truth["P6_no_fault_found"]["closed_from"]
    rates = dict(
        sample.rows(
            """select closed_on >= $step, avg((disposition = 'NFF')::int) from ticket
               where closed_on is not null group by 1""",
            step=step,
        )
    )
    assert rates[False] == pytest.approx(0.09, abs=0.012)
    assert rates[True] == pytest.approx(0.16, abs=0.03)


INELIGIBLE = """
select redemption_id from redemption join member using (member_id) join promotion using (promo_id)
where rule = 'holiday_promo' and (not marketing_ok or joined_on + 90 > redeemed_on
  or exists (select 1 from redemption as earlier where earlier.member_id = redemption.member_id
    and earlier.redeemed_on < redemption.redeemed_on
    and earlier.redeemed_on > redemption.redeemed_on - interval 12 month))
union all
select redemption_id from redemption join member using (member_id) join promotion using (promo_id)
where rule = 'trade_in_promo' and (balance_due > 0
  or not exists (select 1 from subscription_spell as s where s.member_id = redemption.member_id
    and not pause and started_on <= redeemed_on and (ended_on is null or ended_on > redeemed_on))
  or not exists (select 1 from unit where unit.member_id = redemption.member_id
    and delivered_on + interval 36 month < redeemed_on))
"""


def test_p7_two_percent_of_redemptions_break_their_promotions_rules(sample):
    truth = sample.truth["P7_ineligible_redemptions"]
    found = sorted(row[0] for row in sample.rows(INELIGIBLE))
    assert found == truth["redemption_ids"]
    total = sample.value("select count(*) from redemption")
    assert (len(found), total) == (truth["ineligible"], truth["redemptions"])
    assert len(found) / total == pytest.approx(0.02, abs=0.002)


def test_p8_november_and_december_surge(sample):
    surge, usual = (
        sample.value(
            """select count(*) from "order" where ordered_on >= $a and ordered_on < $b""", a=a, b=b
        )
        for a, b in (("2025-11-01", "2026-01-01"), ("2025-09-01", "2025-11-01"))
    )
    assert surge > 1.5 * usual


def test_p8_young_cohorts_look_better_than_they_are(sample):
    so_far = dict(
        sample.rows("""
          select date_trunc('quarter', delivered_on)::date::varchar, count(claim_id) / count(*)
          from unit left join claim using (serial) group by 1""")
    )
    assert so_far["2026-10-01"] < 0.5 * so_far["2025-10-01"]


RECALL = "from campaign_case where campaign_id = 'seat_post_recall'"


def test_p9_34_percent_answer_the_seat_post_recall_within_twelve_weeks(sample):
    opens = sample.truth["P9_recall"]["opens"]
    assert str(opens) == "2026-05-04"
    answered = sample.value(f"select avg((requested_on is not null)::int) {RECALL}")
    assert answered == pytest.approx(0.34, abs=0.01)
    assert sample.value(f"select max(requested_on) - $d::date {RECALL}", d=opens) <= 90


def test_p9_requests_follow_a_logistic_curve(sample):
    weeks = dict(
        sample.rows(f"""
          select (requested_on - date '2026-05-04') // 28, count(*) {RECALL}
          and requested_on is not null group by 1""")
    )
    assert weeks[1] > 2 * weeks[0]
    assert weeks[1] > 2 * weeks[2]


def test_p9_no_seat_posts_are_on_the_shelves_or_shipped_in_the_shortage(sample):
    start = sample.truth["P9_recall"]["shortage_from"]
    end = sample.truth["P9_recall"]["shortage_before"]
    assert (
        sample.value(
            """select sum(on_hand) from inventory_week
           where part = 'seat post' and week >= $a and week < $b""",
            a=start,
            b=end,
        )
        == 0
    )
    shipped = f"select count(*) {RECALL} and shipped_on >= $a and shipped_on < $b"
    assert sample.value(shipped, a=start, b=end) == 0
    assert sample.value(shipped, a=end, b=AS_OF) > 50


def test_p9_only_bikes_built_before_june_2023_are_called_in(sample):
    others = sample.value(f"""
      select count(*) from (select serial {RECALL}) join unit using (serial)
      where model <> 'Bike' or built_on >= '2023-06-01' or delivered_on is null
        or left_service_on < '2026-05-05'""")
    assert others == 0


def test_p10_one_seed_in_five_has_no_defect(sound_sample):
    truth = sound_sample.truth
    assert not truth["P10_no_defect"]["defects"]
    assert truth["P1_bad_lot"] == truth["P3_supplier_change"] == {"present": False}
    assert bearing_ratio(sound_sample) < 2.2
    rates = dict(sound_sample.rows(BOARDS))
    assert rates["Supplier B"] < 3 * rates["Supplier A"]


def test_p10_says_where_there_are_defects(sample):
    assert sample.truth["P10_no_defect"]["defects"]


def test_some_truths_fall_within_the_last_six_months(sample):
    truth = sample.truth
    recent = [
        truth["P2_mix_shift"]["ordered_from"],
        truth["P4_outage"]["error_events_missing"]["from"],
        truth["P6_no_fault_found"]["closed_from"],
        truth["P9_recall"]["opens"],
    ]
    assert all((AS_OF - day).days < 184 for day in recent)


def test_some_claims_have_a_mistyped_or_no_serial(sample):
    claims = sample.value("select count(*) from claim")
    orphans = sample.value("""
      select count(*) from claim where serial is not null
      and serial not in (select serial from unit)""")
    empty = sample.value("select count(*) from claim where serial is null")
    outage = sample.truth["P4_outage"]
    assert (orphans, empty) == (outage["mistyped_serials"], outage["missing_serials"])
    assert 0 < orphans < 0.004 * claims
    assert empty < 0.003 * claims
