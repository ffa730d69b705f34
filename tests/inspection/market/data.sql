create table sale (sale_id int, load_id int, stall_id int, amount decimal(12, 2), kind varchar, sold_on date);
insert into sale values
  (1, 1, 1, 10, 'food', '2026-01-05'), (2, 1, 1, 5.10, 'food', '2026-02-10'), (3, 1, 2, 20, 'tools', '2026-02-28'),
  (4, 1, 3, 0, 'food', '2026-03-01'), (5, 1, null, 0, 'tools', '2026-03-02');
create table stall (stall_id int, town varchar, region varchar, opened_on date, closed_on date);
insert into stall values
  (1, 'Ashby', 'N', '2026-01-01', null), (2, 'Bury', 'N', '2026-01-10', '2026-03-01'), (3, 'Cowes', 'S', '2026-02-01', null);
create table stock (item varchar, counted_on date, pieces int);
insert into stock values ('desk', '2026-01-31', 5), ('desk', '2026-02-28', 4), ('lamp', '2026-02-28', 9);
create table load_log (table_name varchar, loaded_on date, status varchar);
insert into load_log values ('sale', '2026-03-31', 'ok'), ('stall', '2026-03-31', 'ok'), ('stock', '2026-03-31', 'ok');
