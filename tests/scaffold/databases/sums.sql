-- Numbers whose sum means nothing, most of them under names that do not say so; a few that do add up.
CREATE TABLE employee (
  employee_id INTEGER PRIMARY KEY, team VARCHAR, salary DECIMAL(10, 2), age INTEGER, credit_score INTEGER, bonus INTEGER
);
INSERT INTO employee
SELECT i, CASE WHEN i % 2 = 0 THEN 'red' ELSE 'blue' END, 3000 + i * 10, 20 + i, 500 + i, i * 5
FROM (SELECT CAST(range AS INTEGER) AS i FROM range(1, 41));
CREATE TABLE job (
  job_id INTEGER PRIMARY KEY, done_on DATE, handled_by_employee INTEGER, checked_by INTEGER, employee INTEGER,
  vintage INTEGER, slip INTEGER, tax DECIMAL(5, 3), hours INTEGER, pieces INTEGER, cost DECIMAL(10, 2), amount DECIMAL(10, 2),
  zorp DOUBLE
);
INSERT INTO job
SELECT i, DATE '2025-01-01' + i, 1000 + i * 37 % 90, 7000 + i % 9, 300 + i % 11, 1990 + i * 7 % 30, 501 + i * 11 % 60,
  (i % 4) * 0.07, i * 13 % 8, 1 + i % 4, 5 + i * 7 % 11, (1 + i % 4) * (5 + i * 7 % 11), i * 17 % 23
FROM (SELECT CAST(range AS INTEGER) AS i FROM range(0, 60));
CREATE TABLE shelf (sku_id INTEGER, counted_on DATE, qty_oh INTEGER, bottles INTEGER, deliveries INTEGER, temp DOUBLE, fill_pct DOUBLE);
INSERT INTO shelf
SELECT s, DATE '2025-01-01' + d, 400 + s * 50 + d, 90 * s + d * 2 - (d % 3), (d * 7 + s * 5) % 13, 4 + d % 3, 50 + d
FROM (SELECT CAST(range AS INTEGER) AS s FROM range(1, 5)), (SELECT CAST(range AS INTEGER) AS d FROM range(0, 30));
CREATE TABLE walk (walk_id INTEGER PRIMARY KEY, walked_at TIMESTAMP, points INTEGER, steps INTEGER, bal INTEGER);
INSERT INTO walk
SELECT i, TIMESTAMP '2025-03-01 08:00:00' + INTERVAL 1 DAY * i, 10 * i + i % 4, 100 + i * 37 % 61, 5000 - i * 3
FROM (SELECT CAST(range AS INTEGER) AS i FROM range(0, 50));
