-- Failures and error events, straight on the raw tables.
-- A device may repeat a failure's event: the first one (by instant, then by number) counts.
with units as (
  select u.*, m.region, m.country
  from unit u
  left join member m on m.member_id = u.member_id
),
first_events as (
  select distinct on (e.failure_id) e.*, u.model, u.region, u.plant
  from event e
  left join units u on u.serial = e.serial
  where e.kind = 'lifecycle' and e.code = 'failure' and e.failure_id is not null
  order by e.failure_id, e.occurred_at, e.event_id
)

-- == failures
-- value: count(*)
-- splits: model, region, plant, part
select * from first_events where occurred_on >= $start and occurred_on < $end

-- == failure_rate
-- value: 1000.0 * sum(failures) / nullif(sum(days) / (365.25 / 12), 0)
-- splits: model, region, plant
-- Failures for every 1,000 unit-months in service, from the delivery to the day of leaving.
select model, region, plant, 1 as failures, 0 as days
from first_events where occurred_on >= $start and occurred_on < $end
union all
select model, region, plant, 0,
  least(left_service_on, $end) - greatest(delivered_on, $start)
from units
where delivered_on < $end and (left_service_on is null or left_service_on > $start)
  and (left_service_on is null or left_service_on > delivered_on)

-- == error_events
-- value: count(*)
-- splits: model, region, plant, part
select e.*, u.model, u.region, u.plant
from event e
left join units u on u.serial = e.serial
where e.kind = 'error' and e.occurred_on >= $start and e.occurred_on < $end
