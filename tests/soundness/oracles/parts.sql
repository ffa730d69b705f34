-- Inventory: the last weekly count on or before the last day of the period, at most 14 days old.
with last_count as (
  select * from inventory_week
  where week = (select max(week) from inventory_week where week <= $last)
    and week >= $last - 14
)

-- == parts_on_hand
-- value: coalesce(sum(on_hand), 0)
-- splits: part, distribution_center
select * from last_count

-- == parts_on_order
-- value: coalesce(sum(on_order), 0)
-- splits: part, distribution_center
select * from last_count
