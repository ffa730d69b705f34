CREATE TABLE locations AS SELECT * FROM (VALUES
  (1, 'Philadelphia', DATE '2016-09-01', 0.06), (2, 'Brooklyn', DATE '2017-03-12', 0.04)
) AS rows (location_id, location_name, opened_date, tax_rate);
CREATE TABLE customers AS SELECT * FROM (VALUES
  (1, 'Ann', 'returning', DATE '2025-01-03', 70.0), (2, 'Bob', 'new', DATE '2025-02-10', 12.5),
  (3, 'Cy', 'returning', DATE '2025-02-11', 60.0)
) AS rows (customer_id, customer_name, customer_type, first_ordered_at, lifetime_spend);
CREATE TABLE orders AS SELECT * FROM (VALUES
  (1, 1, 1, TIMESTAMP '2025-01-03 09:00', 30.0, 2.0, 12.0, TRUE, FALSE, 1),
  (2, 1, 1, TIMESTAMP '2025-01-20 23:59', 40.0, 3.0, 16.0, TRUE, TRUE, 2),
  (3, 2, 2, TIMESTAMP '2025-02-10 00:00', 12.5, 0.5, 5.0, FALSE, TRUE, 1),
  (4, 2, 3, TIMESTAMP '2025-02-11 12:00', 20.0, 1.0, 9.0, FALSE, TRUE, 1),
  (5, NULL, 3, TIMESTAMP '2025-04-30 12:00', 40.0, 2.5, 18.0, TRUE, NULL, 2)
) AS rows (order_id, location_id, customer_id, ordered_at, order_total, tax_paid, order_cost,
           is_food_order, is_drink_order, customer_order_number);
