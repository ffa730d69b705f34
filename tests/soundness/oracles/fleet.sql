-- Fleet and sales, straight on the raw tables.
-- A unit's region is its member's; a unit without a known member stays, with region NULL.
-- An order's region is that of the member who ordered.
with units as (
  select u.*, m.region, m.country, o.channel as sales_channel
  from unit u
  left join member m on m.member_id = u.member_id
  left join "order" o on o.order_id = u.order_id
),
orders_kept as (
  select o.*, o.channel as sales_channel, m.region, m.country
  from "order" o
  left join member m on m.member_id = o.member_id
  where o.status <> 'cancelled'
),
spells as (
  select s.*, m.region, m.country
  from subscription_spell s
  left join member m on m.member_id = s.member_id
)

-- == orders
-- value: count(*)
-- splits: model, region, country, sales_channel
-- Placed and not cancelled, by the day ordered.
select * from orders_kept where ordered_on >= $start and ordered_on < $end

-- == order_revenue
-- value: coalesce(sum(price), 0)
-- splits: model, region, sales_channel
select * from orders_kept where ordered_on >= $start and ordered_on < $end

-- == average_order_value
-- value: sum(price) / nullif(count(*), 0)
-- splits: model, region, sales_channel
select * from orders_kept where ordered_on >= $start and ordered_on < $end

-- == units_delivered
-- value: count(distinct serial)
-- splits: model, region, plant, sales_channel
-- A unit counts once, on the day its last attempt was completed: read from the deliveries
-- themselves, not from the date that the unit table copies from them.
select d.serial, u.model, u.region, u.plant, u.sales_channel
from (
  select serial, max(delivered_on) as delivered_on
  from delivery where outcome = 'completed' group by serial
) d
left join units u on u.serial = d.serial
where d.delivered_on >= $start and d.delivered_on < $end

-- == units_in_service
-- value: count(*)
-- splits: model, region, country, plant
select * from units
where delivered_on <= $last and (left_service_on is null or left_service_on > $last)

-- == new_members
-- value: count(*)
-- splits: region, country
select * from member where joined_on >= $start and joined_on < $end

-- == active_subscriptions
-- value: count(*)
-- splits: region, country
select * from spells
where not pause and started_on <= $last and (ended_on is null or ended_on > $last)

-- == subscription_churn_rate
-- value: sum(cancelled) / nullif(sum(open_before), 0)
-- splits: region, country
-- A pause and its end also end a spell, but nobody leaves: only cancellations are churn.
select region, country, 1 as cancelled, 0 as open_before
from spells where end_reason = 'cancelled' and ended_on >= $start and ended_on < $end
union all
select region, country, 0, 1
from spells where started_on < $start and (ended_on is null or ended_on >= $start)
