-- Service tickets and visits, straight on the raw tables.
with units as (
  select u.serial, u.model, u.plant, m.region, m.country
  from unit u
  left join member m on m.member_id = u.member_id
),
tickets as (
  select t.*, u.model, u.plant, u.region, u.country
  from ticket t
  left join units u on u.serial = t.serial
)

-- == service_tickets
-- value: count(*)
-- splits: model, region, plant, symptom, disposition, part
select * from tickets where opened_on >= $start and opened_on < $end

-- == service_visits
-- value: count(*)
-- splits: model, region, plant
select v.*, u.model, u.plant, u.region
from visit v left join units u on u.serial = v.serial
where v.visited_on >= $start and v.visited_on < $end

-- == first_time_fix_rate
-- value: count(*) filter (fixed_first) / nullif(count(*), 0)
-- splits: model, region, symptom
-- Of the tickets closed in the range that were visited at all: those that visit 1 fixed.
select t.*, v.fixed_first
from tickets t
join (
  select ticket_id, bool_or(fixed and visit_number = 1) as fixed_first
  from visit group by ticket_id
) v on v.ticket_id = t.ticket_id
where t.closed_on >= $start and t.closed_on < $end

-- == repeat_repair_rate_30d
-- value: count(*) filter (repeated) / nullif(count(*), 0)
-- splits: model, region, part
-- Only fixes whose 30 days have passed on the last day with data. A repeat is opened after the
-- instant of closing (two tickets may overlap on a day) and by the 30th day after it. An unknown
-- part is not "the same part".
select t.*, exists (
    select 1 from ticket n
    where n.serial = t.serial and n.part = t.part and n.ticket_id <> t.ticket_id
      and n.opened_at >= t.closed_at
      and n.opened_on <= t.closed_on + 30
  ) as repeated
from tickets t
where t.disposition = 'fixed'
  and t.closed_on >= $start and t.closed_on < $end and t.closed_on + 30 <= $as_of

-- == no_fault_found_rate
-- value: count(*) filter (disposition = 'NFF') / nullif(count(*), 0)
-- splits: model, region, symptom
select * from tickets where closed_on >= $start and closed_on < $end

-- == repair_turnaround_days
-- value: median(closed_on - opened_on)
-- splits: model, region, part
select * from tickets where closed_on >= $start and closed_on < $end

-- == early_ticket_rate_30d
-- value: count(*) filter (early) / nullif(count(*), 0)
-- splits: model, region, plant
-- Only units whose 30 days have passed on the last day with data.
select u.*, exists (
    select 1 from ticket t
    where t.serial = u.serial and t.opened_on >= d.delivered_on and t.opened_on < d.delivered_on + 30
  ) as early
from (
  select distinct on (serial) serial, delivered_on from delivery
  where outcome = 'completed' order by serial, attempt desc, delivery_id desc
) d
left join units u on u.serial = d.serial
where d.delivered_on >= $start and d.delivered_on < $end and d.delivered_on + 30 <= $as_of
