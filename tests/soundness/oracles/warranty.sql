-- Extended and base warranty, straight on the raw tables.
-- A contract's region is that of the unit's member (as for every serial), its model the unit's.
with units as (
  select u.*, m.region, m.country
  from unit u
  left join member m on m.member_id = u.member_id
),
contracts as (
  select c.*, c.term_months as plan_term, u.model, u.region, u.country, u.plant, u.left_service_on
  from ew_contract c
  left join units u on u.serial = c.serial
)

-- == ew_contracts_sold
-- value: count(*)
-- splits: model, region, plan_term
-- Contracts cancelled later were sold all the same.
select * from contracts where bought_on >= $start and bought_on < $end

-- == ew_revenue
-- value: coalesce(sum(price - refund), 0)
-- splits: model, region, plan_term
select * from contracts where bought_on >= $start and bought_on < $end

-- == ew_attach_rate
-- value: count(*) filter (attached) / nullif(count(*), 0)
-- splits: model, region, plant
-- Only units whose 60 days have passed on the last day with data. A contract cancelled later
-- was bought all the same; one bought before the delivery was bought in time.
select u.model, u.region, u.plant, exists (
    select 1 from ew_contract c
    where c.serial = u.serial and c.bought_on <= u.delivered_on + 60
  ) as attached
from units u
where u.delivered_on >= $start and u.delivered_on < $end and u.delivered_on + 60 <= $as_of

-- == ew_cancellation_rate
-- value: sum(cancelled) / nullif(sum(in_force), 0)
-- splits: model, region, plan_term
-- In force from the day bought until cancelled or run out.
select model, region, plan_term, 1 as cancelled, 0 as in_force
from contracts where cancelled_on >= $start and cancelled_on < $end
union all
select model, region, plan_term, 0, 1
from contracts
where bought_on < $start and ends_on >= $start and (cancelled_on is null or cancelled_on >= $start)

-- == units_under_base_warranty
-- value: count(*)
-- splits: model, region, plant
select * from units
where delivered_on <= $last and base_warranty_ends_on > $last
  and (left_service_on is null or left_service_on > $last)

-- == units_under_extended_warranty
-- value: count(distinct serial)
-- splits: model, region, plan_term
-- A unit with two contracts is one unit.
select * from contracts
where starts_on <= $last and ends_on > $last
  and (cancelled_on is null or cancelled_on > $last)
  and (left_service_on is null or left_service_on > $last)

-- == ew_earned_premium
-- value: coalesce(sum(amount), 0)
-- splits: model, region, plan_term
-- Each day of cover earns the price by the number of days of its whole term.
select model, region, plan_term, price / (ends_on - starts_on)
    * (least(ends_on, coalesce(cancelled_on, ends_on), $end) - greatest(starts_on, $start)) as amount
from contracts
where least(ends_on, coalesce(cancelled_on, ends_on), $end) > greatest(starts_on, $start)

-- == ew_loss_ratio
-- value: sum(paid) / nullif(sum(earned), 0)
-- splits: model, region, plant
select model, region, plant, 0 as paid, price / (ends_on - starts_on)
    * (least(ends_on, coalesce(cancelled_on, ends_on), $end) - greatest(starts_on, $start)) as earned
from contracts
where least(ends_on, coalesce(cancelled_on, ends_on), $end) > greatest(starts_on, $start)
union all
select u.model, u.region, u.plant, c.paid_amount, 0
from (select distinct on (claim_id) * from claim order by claim_id, load_id) c
left join units u on u.serial = c.serial
where c.coverage = 'extended' and c.status = 'paid' and c.paid_on >= $start and c.paid_on < $end
