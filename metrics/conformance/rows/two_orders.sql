-- The orphan, and an order of the customer without a region.
delete from orders where id not in (104, 105);
