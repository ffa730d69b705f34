create table customers (id integer, region varchar, segment varchar);
insert into customers values (1, 'EAST', 'retail'), (2, 'EAST', 'retail'), (3, 'WEST', 'wholesale'), (4, 'NORTH', 'retail');
create table orders (id integer, customer_id integer, amount integer, status varchar, seen_on date default '2025-01-01');
insert into orders (id, customer_id, amount, status) values
  (101, 1, 100, 'completed'), (102, 1, 50, 'completed'), (103, 2, 200, 'pending'), (104, 3, 75, 'completed'),
  (105, 99, 30, 'completed'); -- an orphan
create table returns (id integer, customer_id integer, amount integer, seen_on date default '2025-01-01');
insert into returns (id, customer_id, amount) values (201, 1, 10), (202, 3, 5), (203, 4, 15);
create table visits (id integer, page varchar, seen_on date default '2025-01-01');
insert into visits (id, page) values (1, 'home');
