-- The orphan alone.
delete from orders where id <> 105;
