"""The tables hold together: keys, dates, spells, statuses, and nothing from the future."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

NEW_YORK = ZoneInfo("America/New_York")
CUTOFF = datetime(2026, 11, 1, tzinfo=NEW_YORK).astimezone(UTC).replace(tzinfo=None)
PLANNED = {
    ("ew_contract", "starts_on"),
    ("ew_contract", "ends_on"),
    ("unit", "base_warranty_ends_on"),
    ("delivery", "scheduled_on"),
    ("promotion", "starts_on"),
    ("promotion", "ends_on"),
}


def columns(sample, *types: str) -> list[tuple[str, str]]:
    return sample.rows(
        """select table_name, column_name from information_schema.columns
           where table_schema = 'main' and data_type in (select unnest($types))""",
        types=list(types),
    )


def test_no_table_is_empty(sample):
    tables = sample.rows("select table_name from information_schema.tables")
    empty = [t for (t,) in tables if sample.value(f'select count(*) from "{t}"') == 0]
    assert (empty, len(tables)) == ([], 26)


def test_nothing_is_dated_after_the_as_of_date(sample):
    late = []
    for table, column in columns(sample, "DATE"):
        latest = sample.value(f'select max("{column}")::varchar from "{table}"')
        if (table, column) not in PLANNED and latest and latest > "2026-10-31":
            late.append((table, column, latest))
    assert late == []


def test_nothing_is_recorded_after_the_as_of_date(sample):
    for table, column in columns(sample, "TIMESTAMP"):
        latest = sample.value(f'select max("{column}") from "{table}"')
        assert latest < CUTOFF, (table, column)


def test_only_planned_deliveries_lie_ahead(sample):
    assert sample.rows("""
      select distinct outcome from delivery where scheduled_on > '2026-10-31'""") == [
        ("scheduled",)
    ]


def test_history_starts_in_july_2022(sample):
    for table, column in columns(sample, "DATE"):
        # Inventory is shown by Mondays, and lots by the Monday of their week.
        first = sample.value(f'select min("{column}")::varchar from "{table}"')
        assert first >= "2022-06-27", (table, column)


def test_local_dates_are_those_of_new_york(sample):
    dates = set(columns(sample, "DATE"))
    pairs = [(t, c) for t, c in columns(sample, "TIMESTAMP") if (t, f"{c[:-3]}_on") in dates]
    assert len(pairs) >= 14
    for table, at in pairs:
        on = f"{at[:-3]}_on"
        if (table, at) == ("load_log", "loaded_at"):
            continue  # a late load comes the morning after its day
        rows = sample.rows(
            f'select {at}, {on} from "{table}" where {at} is not null using sample 400'
        )
        for instant, day in rows:
            assert instant.replace(tzinfo=UTC).astimezone(NEW_YORK).date() == day, (table, at)
        assert (
            sample.value(f'select count(*) from "{table}" where ({at} is null) <> ({on} is null)')
            == 0
        )


@pytest.mark.parametrize(
    ("child", "column", "parent"),
    [
        ("unit", "lot_id", "build_lot"),
        ("unit", "member_id", "member"),
        ("unit", "order_id", '"order"'),
        ('"order"', "member_id", "member"),
        ('"order"', "promo_id", "promotion"),
        ('"order"', "serial", "unit"),
        ("delivery", "serial", "unit"),
        ("delivery", "order_id", '"order"'),
        ("subscription_spell", "member_id", "member"),
        ("ew_contract", "serial", "unit"),
        ("ew_contract", "plan_id", "ew_plan"),
        ("event", "serial", "unit"),
        ("event", "part", "part"),
        ("usage_month", "serial", "unit"),
        ("ticket", "serial", "unit"),
        ("visit", "ticket_id", "ticket"),
        ("claim", "ticket_id", "ticket"),
        ("claim", "part", "part"),
        ("claim", "supplier", "supplier"),
        ("redemption", "promo_id", "promotion"),
        ("redemption", "member_id", "member"),
        ("campaign_case", "campaign_id", "campaign"),
        ("campaign_case", "serial", "unit"),
        ("inventory_week", "part", "part"),
        ("build_lot_part", "lot_id", "build_lot"),
        ("build_lot_part", "supplier", "supplier"),
        ("bill_of_material", "supplier", "supplier"),
    ],
)
def test_rows_point_at_rows(sample, child, column, parent):
    lost = sample.value(
        f"""select count(*) from {child} as child where {column} is not null and not exists (
              select 1 from {parent} as parent where parent.{column} = child.{column})"""
    )
    assert lost == 0


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("usage_month", "serial, month"),
        ("inventory_week", "part, distribution_center, week"),
        ("build_lot_part", "lot_id, part"),
        ("claim", "claim_id, load_id"),
        ("visit", "ticket_id, visit_number"),
        ("delivery", "serial, attempt"),
        ("campaign_case", "campaign_id, serial"),
        ("ew_contract", "serial"),
        ("member", "email"),
    ],
)
def test_natural_keys_are_unique(sample, table, key):
    assert sample.rows(f"select {key} from {table} group by {key} having count(*) > 1") == []


@pytest.mark.parametrize(
    ("table", "day"),
    [
        ('"order"', "ordered_at"),
        ("event", "occurred_at"),
        ("usage_month", "month"),
        ("ticket", "opened_at"),
        ("visit", "visited_at"),
        ("claim", "reported_at"),
        ("ew_contract", "bought_at"),
        ("subscription_spell", "started_on"),
        ("redemption", "redeemed_at"),
        ("inventory_week", "week"),
        ("load_log", "loaded_on"),
    ],
)
def test_facts_lie_in_the_order_of_their_dates(sample, table, day):
    steps_back = sample.value(
        f"""select count(*) from (
              select {day} < lag({day}) over (order by rowid) as back from {table}) where back"""
    )
    assert steps_back == 0


def test_a_unit_is_ordered_then_built_then_delivered(sample):
    assert (
        sample.value("""
      select count(*) from unit join "order" using (order_id)
      where not (ordered_at < built_at and (delivered_on is null or delivered_on > built_on))
        or "order".member_id <> unit.member_id or "order".serial <> unit.serial""")
        == 0
    )


def test_a_serial_names_its_lot(sample):
    assert sample.value("select count(*) from unit where serial not like lot_id || '-_____'") == 0
    assert sample.value("select count(*) from unit where serial like 'BK1-P2-22W31-%'") > 0


def test_only_the_last_attempt_of_a_delivery_completes_and_dates_the_unit(sample):
    assert (
        sample.value("""
      with last as (
        select * from delivery qualify attempt = max(attempt) over (partition by serial))
      select count(*) from unit left join last using (serial)
      where (outcome = 'completed') is distinct from (unit.delivered_on is not null)
        and outcome is not null
        or unit.delivered_on is distinct from last.delivered_on""")
        == 0
    )
    assert sample.rows("""
      select distinct outcome from delivery
      qualify attempt < max(attempt) over (partition by serial)""") == [("failed",)]


def test_statuses_say_what_the_dates_say(sample):
    assert (
        sample.value("""
      select count(*) from unit where status <> case
        when left_service_on is not null then left_service_reason
        when delivered_on is not null then 'in_service' else 'built' end""")
        == 0
    )
    assert (
        sample.value("""
      select count(*) from "order" left join unit using (order_id) where "order".status <> case
        when cancelled_on is not null then 'cancelled'
        when delivered_on is not null then 'delivered' else 'placed' end""")
        == 0
    )
    assert (
        sample.value("""
      select count(*) from claim where status <> case
        when paid_on is not null then 'paid' when approved_on is not null then 'approved'
        when decided_on is not null then 'denied' when withdrawn_on is not null then 'withdrawn'
        else 'reported' end""")
        == 0
    )


def test_a_claims_steps_come_one_after_the_other(sample):
    assert (
        sample.value("""
      select count(*) from claim where not (failure_at < reported_at and reported_at < recorded_at
        and coalesce(decided_at > recorded_at, true) and coalesce(paid_at > approved_at, true)
        and (approved_at is null or approved_at = decided_at))""")
        == 0
    )


def test_only_paid_claims_have_an_amount_and_it_adds_up(sample):
    assert (
        sample.value("""
      select count(*) from claim where (paid_amount is not null) <> (status = 'paid')
        or paid_amount <> part_amount + labour_amount + freight_amount""")
        == 0
    )


def test_a_claims_coverage_is_that_of_its_failure_day(sample):
    assert (
        sample.value("""
      select count(*) from claim join unit using (serial) left join ew_contract as c using (serial)
      where coverage <> case when failure_on < base_warranty_ends_on then 'base'
        when failure_on >= c.starts_on
          and failure_on < least(c.ends_on, coalesce(c.cancelled_on, c.ends_on)) then 'extended'
        else 'goodwill' end""")
        == 0
    )


def test_contracts_start_when_the_base_warranty_ends(sample):
    assert (
        sample.value("""
      select count(*) from ew_contract join unit using (serial)
      where starts_on <> base_warranty_ends_on or bought_on < delivered_on or bought_on > starts_on
        or ends_on <> (starts_on + to_months(term_months)) or refund < 0 or refund > price
        or cancelled_at < bought_at or (refund > 0 and cancelled_on is null)""")
        == 0
    )


def test_the_base_warranty_is_twelve_months(sample):
    assert (
        sample.value("""
      select count(*) from unit where base_warranty_ends_on <> delivered_on + interval 12 month
        or (base_warranty_ends_on is null) <> (delivered_on is null)""")
        == 0
    )


def test_spells_of_a_member_follow_without_overlap(sample):
    assert (
        sample.value("""
      with spell as (
        select *, lead(started_on) over members as following, lead(pause) over members as pauses
        from subscription_spell window members as (partition by member_id order by started_on))
      select count(*) from spell where ended_on <= started_on
        or (following is not null and ended_on is distinct from following)
        or (following is not null and pauses = pause)""")
        == 0
    )


def test_an_end_reason_says_what_follows(sample):
    assert (
        sample.value("""
      with spell as (
        select *, lead(pause) over (partition by member_id order by started_on) as pauses
        from subscription_spell)
      select count(*) from spell where (ended_on is null) <> (end_reason is null)
        or (end_reason = 'paused' and ended_on <= '2026-10-31' and pauses is not true)
        or (end_reason = 'resumed' and pauses is not false)
        or (end_reason = 'cancelled' and pauses is not null)""")
        == 0
    )


def test_a_unit_out_of_service_sends_and_breaks_nothing_more(sample):
    assert (
        sample.value("""
      select count(*) from event join unit using (serial) where occurred_on > left_service_on
        and code <> 'failure' and kind <> 'firmware'""")
        == 0
    )
    assert (
        sample.rows("""
      select failure_id from event join unit using (serial) where code = 'failure'
      group by failure_id, left_service_on having min(occurred_on) >= left_service_on""")
        == []
    )


def test_a_refund_ends_the_service_of_its_unit(sample):
    rows = sample.rows("""
      select closed_on = left_service_on, left_service_reason from ticket join unit using (serial)
      where disposition = 'refund'""")
    assert len(rows) > 30
    assert set(rows) == {(True, "refunded")}


def test_no_fault_is_found_only_where_there_was_none(sample):
    assert (
        sample.value("""
      select count(*) from ticket where disposition = 'NFF' and failure_id is not null""")
        == 0
    )


def test_a_visit_fixes_only_as_the_last_one(sample):
    assert (
        sample.value("""
      select count(*) from (
        select fixed, visit_number < max(visit_number) over (partition by ticket_id) as early
        from visit) where fixed and early""")
        == 0
    )


def test_a_failure_may_be_sent_twice_but_is_one_failure(sample):
    twice, failures = sample.rows("""
      select count(*) filter (n > 1), count(*) from (
        select failure_id, count(*) as n, count(distinct serial) as serials from event
        where code = 'failure' group by 1)""")[0]
    assert twice / failures == pytest.approx(0.08, abs=0.02)


def test_every_table_is_in_the_load_log_through_the_last_day(sample):
    through = dict(
        sample.rows("select table_name, max(loaded_on)::varchar from load_log group by 1")
    )
    tables = {t for (t,) in sample.rows("select table_name from information_schema.tables")}
    assert set(through) == tables - {"load_log"}
    assert set(through.values()) == {"2026-10-31"}


def test_the_load_log_counts_each_tables_rows(sample):
    logged = dict(sample.rows("select table_name, sum(rows) from load_log group by 1"))
    for table in ("claim", "event", "order", "ticket", "usage_month", "subscription_spell"):
        assert logged[table] == sample.value(f'select count(*) from "{table}"')


def test_late_loads_come_the_morning_after(sample):
    late, on_time = (
        sample.rows(
            """select distinct date_diff('day', loaded_on, loaded_at) from load_log
               where status = $status and table_name <> 'claim'""",
            status=status,
        )
        for status in ("late", "ok")
    )
    assert late == [(1,)]
    assert on_time == [(1,)]  # UTC: the company's day ends at four or five in the morning


def test_names_and_mails_belong_to_nobody(sample):
    assert (
        sample.value("""
      select count(*) from member where email not like '%@example.com'""")
        == 0
    )
