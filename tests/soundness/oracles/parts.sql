-- Inventory: the last weekly count on or before the last day of the period, at most 14 days old.
-- Without such a count nobody knows what is there: no number, and not zero.
with last_count as (
  select * from inventory_week
  where week = (select max(week) from inventory_week where week <= $last)
    and week >= $last - 14
)

-- == parts_on_hand
-- value: sum(on_hand)
-- splits: part, distribution_center
-- through: select max(loaded_on) from load_log where table_name = 'inventory_week' and status = 'ok'
select * from last_count

-- == parts_on_order
-- value: sum(on_order)
-- splits: part, distribution_center
-- through: select max(loaded_on) from load_log where table_name = 'inventory_week' and status = 'ok'
select * from last_count
