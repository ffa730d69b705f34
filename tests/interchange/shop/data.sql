-- Orphans (sales and refunds of customers 99), a NULL key, sales without a day, a month without rows.
create table customer (id int, region varchar, joined_on date, left_on date);
insert into customer values
  (1, 'EAST', '2025-01-10', null), (2, 'EAST', '2025-02-01', '2025-03-31'),
  (3, 'WEST', '2025-02-15', null), (4, 'NORTH', '2025-03-01', '2025-03-01'),
  (5, null, '2025-01-20', null);
create table sale (id int, customer_id int, amount decimal(12, 2), status varchar, sold_on date);
insert into sale values
  (101, 1, 100, 'completed', '2025-01-15'), (102, 1, 50, 'completed', '2025-01-31'),
  (103, 2, 200, 'pending', '2025-03-01'), (104, 3, 75, 'completed', '2025-03-31'),
  (105, 99, 30, 'completed', '2025-03-15'), (106, null, 80, 'completed', '2025-05-01'),
  (107, 5, 60.50, 'pending', '2025-01-20'), (108, 1, 500, 'returned', '2025-01-16'),
  (109, 3, 40, 'pending', null), (110, 2, 10, '{{ x }}', '2025-03-02');
create table refund (id int, customer_id int, amount decimal(12, 2), made_on date);
insert into refund values
  (201, 1, 10, '2025-01-20'), (202, 3, 5, '2025-03-02'), (203, 4, 15, '2025-03-03'),
  (204, 99, 2, '2025-02-03'), (205, null, 1, '2025-05-02');
create table label_of_sale (sale_id int, label varchar, shade varchar);
insert into label_of_sale values
  (101, 'gift', 'red'), (101, 'rush', 'red'), (102, 'gift', 'blue'), (999, 'gift', 'red');
create table stock (item varchar, week date, pieces int);
insert into stock values
  ('desk', '2025-01-27', 5), ('lamp', '2025-01-27', 7), ('desk', '2025-02-24', 4),
  ('lamp', '2025-03-31', 9), ('desk', '2025-04-28', 2), ('desk', '2025-05-26', 3);
