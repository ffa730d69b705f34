-- A customer without a region.
update customers set region = null where id = 3;
