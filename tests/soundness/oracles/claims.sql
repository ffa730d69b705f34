-- Claims, straight on the raw tables.
-- A file loaded twice repeats claim_id under another load_id: a claim is its claim_id, once.
-- Claims with no serial, or with one that no unit has, stay, with model and region NULL.
with units as (
  select u.*, m.region, m.country
  from unit u
  left join member m on m.member_id = u.member_id
),
claims as (
  select distinct on (c.claim_id) c.*, u.model, u.region, u.country, u.plant,
    c.status as claim_status
  from claim c
  left join units u on u.serial = c.serial
  order by c.claim_id, c.load_id
)

-- == claims_reported
-- value: count(*)
-- splits: model, region, country, plant, coverage, claim_status, part, supplier
select * from claims where reported_on >= $start and reported_on < $end

-- == claims_approved
-- value: count(*)
-- splits: model, region, coverage, part
-- Approved on a day of the range, whatever came later.
select * from claims where approved_on >= $start and approved_on < $end

-- == claims_paid
-- value: count(*)
-- splits: model, region, coverage, part
select * from claims where paid_on >= $start and paid_on < $end

-- == claims_denied
-- value: count(*)
-- splits: model, region, coverage, part
select * from claims where status = 'denied' and decided_on >= $start and decided_on < $end

-- == open_claims
-- value: count(*)
-- splits: model, region, coverage, part
-- Reported, and neither paid, denied nor withdrawn by the last day of the period.
select * from claims
where reported_on <= $last
  and (paid_on is null or paid_on > $last)
  and (withdrawn_on is null or withdrawn_on > $last)
  and not (status = 'denied' and decided_on <= $last)

-- == claim_cost
-- value: coalesce(sum(paid_amount), 0)
-- splits: model, region, coverage, part
select * from claims where paid_on >= $start and paid_on < $end

-- == average_claim_cost
-- value: sum(paid_amount) / nullif(count(*), 0)
-- splits: model, region, coverage, part
select * from claims where paid_on >= $start and paid_on < $end

-- == claim_approval_rate
-- value: sum(approved) / nullif(sum(approved) + sum(denied), 0)
-- splits: model, region, coverage, part
-- By the day of the decision. Approved = it has an approval date, whatever came later.
select *, (approved_on is not null)::int as approved, (status = 'denied')::int as denied
from claims where decided_on >= $start and decided_on < $end

-- == claim_frequency
-- value: 1000.0 * sum(claims) / nullif(sum(days) / (365.25 / 12), 0)
-- splits: model, region, plant
-- Claims reported for every 1,000 unit-months of coverage. A unit is covered by its base warranty
-- and by every extended contract until it runs out or is cancelled; all stop when it leaves
-- service. Time under two contracts at once is one time: of each spell only the days after the
-- furthest end of those that opened before it. (`least` and `greatest` leave NULLs out.)
select model, region, plant, 1 as claims, 0 as days
from claims where reported_on >= $start and reported_on < $end
union all
select model, region, plant, 0, least(closes, $end) - greatest(opens, covered_until, $start)
from (
  select *, max(closes) over (
      partition by serial order by opens, closes
      rows between unbounded preceding and 1 preceding
    ) as covered_until
  from (
    select serial, model, region, plant, delivered_on as opens,
      least(base_warranty_ends_on, left_service_on) as closes
    from units where delivered_on is not null
    union all
    select c.serial, u.model, u.region, u.plant, c.starts_on,
      least(c.ends_on, c.cancelled_on, u.left_service_on)
    from ew_contract c left join units u on u.serial = c.serial
  ) as spells
  where opens < closes
) as coverage
where least(closes, $end) > greatest(opens, covered_until, $start)

-- == claim_cycle_days
-- value: median(paid_on - reported_on)
-- splits: model, region, coverage, part
select * from claims where status = 'paid' and paid_on >= $start and paid_on < $end
