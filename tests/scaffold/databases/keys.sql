-- Composite keys, no keys, self-references, circles, two references to one table, diamonds, orphans.
CREATE TABLE airport (id INTEGER, city VARCHAR, country VARCHAR);
INSERT INTO airport VALUES (1, 'Leeds', 'UK'), (2, 'York', 'UK'), (3, 'Bonn', 'DE'), (4, 'Ulm', 'DE');
CREATE TABLE flight (
  flight_id INTEGER, origin_airport_id INTEGER, destination_airport_id INTEGER, departed_on DATE, seats INTEGER
);
INSERT INTO flight
SELECT i, 1 + i % 4, 1 + (i * 3 + 1) % 4, DATE '2025-01-01' + i, 50 + i % 9 FROM (SELECT CAST(range AS INTEGER) AS i FROM range(1, 201));
CREATE TABLE employee (employee_id INTEGER, manager_id INTEGER, team VARCHAR, department_id INTEGER);
INSERT INTO employee
SELECT i, CASE WHEN i > 3 THEN 1 + i % 3 END, CASE WHEN i % 2 = 0 THEN 'red' ELSE 'blue' END, 1 + i % 4
FROM (SELECT CAST(range AS INTEGER) AS i FROM range(1, 41));
CREATE TABLE department (department_id INTEGER, head_employee_id INTEGER, site VARCHAR);
INSERT INTO department VALUES (1, 5, 'A'), (2, 6, 'B'), (3, 7, 'A'), (4, 8, 'B');
CREATE TABLE purchase (purchase_no INTEGER, store_id INTEGER, client_id INTEGER, bought_on DATE);
INSERT INTO purchase
SELECT i, 1 + i % 5, CASE WHEN i = 7 THEN 999 WHEN i = 8 THEN NULL ELSE 1 + i % 30 END, DATE '2025-03-01' + i % 90
FROM (SELECT CAST(range AS INTEGER) AS i FROM range(1, 301));
CREATE TABLE purchase_line (purchase_no INTEGER, line_no INTEGER, product_code VARCHAR, amount DECIMAL(10, 2));
INSERT INTO purchase_line
SELECT 1 + i // 3, 1 + i % 3, 'P' || (i % 12), (i % 17) * 1.25 FROM (SELECT CAST(range AS INTEGER) AS i FROM range(0, 900));
CREATE TABLE return_line (return_id INTEGER, purchase_no INTEGER, line_no INTEGER, pieces INTEGER);
INSERT INTO return_line SELECT i, 1 + i * 5, 1 + i % 3, 1 + i % 2 FROM (SELECT CAST(range AS INTEGER) AS i FROM range(0, 50));
CREATE TABLE product (code VARCHAR, family VARCHAR);
INSERT INTO product SELECT 'P' || i, CASE WHEN i < 6 THEN 'soft' ELSE 'hard' END FROM (SELECT CAST(range AS INTEGER) AS i FROM range(0, 12));
CREATE TABLE store (store_id INTEGER, town_id INTEGER, store_name VARCHAR);
INSERT INTO store SELECT i, 1 + i % 3, 'Store ' || i FROM (SELECT CAST(range AS INTEGER) AS i FROM range(1, 6));
CREATE TABLE client (client_id INTEGER, town_id INTEGER, segment VARCHAR);
INSERT INTO client SELECT i, 1 + i % 4, CASE WHEN i % 3 = 0 THEN 'trade' ELSE 'private' END FROM (SELECT CAST(range AS INTEGER) AS i FROM range(1, 31));
CREATE TABLE town (town_id INTEGER, town_name VARCHAR, county VARCHAR);
INSERT INTO town VALUES (1, 'Ash', 'Kent'), (2, 'Bex', 'Kent'), (3, 'Cam', 'Fife'), (4, 'Dee', 'Fife');
CREATE TABLE visit_log (seen_on DATE, page VARCHAR, hits INTEGER);
INSERT INTO visit_log SELECT DATE '2025-05-01' + i % 10, 'p' || (i % 2), 1 FROM (SELECT CAST(range AS INTEGER) AS i FROM range(0, 60));
CREATE TABLE lookalike (lookalike_id INTEGER, store_id INTEGER);
INSERT INTO lookalike SELECT i, 100 + i FROM (SELECT CAST(range AS INTEGER) AS i FROM range(1, 21));
