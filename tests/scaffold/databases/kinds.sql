-- Types and fillings that are hard to describe: nothing of these may be lost, guessed or break.
CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s fine');
CREATE TABLE reading (
  reading_id BIGINT PRIMARY KEY, happy BOOLEAN, is_valid BOOLEAN, feeling mood, tags VARCHAR[], place STRUCT(x INTEGER),
  raw BLOB, doc JSON, huge HUGEINT, snowflake BIGINT, ratio DOUBLE, broken DOUBLE, nothing VARCHAR, seen_at TIMESTAMPTZ,
  taken_time TIME, blanky VARCHAR, percent_full DECIMAL(5, 2)
);
INSERT INTO reading
SELECT i, i % 2 = 0, CASE WHEN i % 5 > 0 THEN i % 3 = 0 END, CASE i % 3 WHEN 0 THEN 'sad' WHEN 1 THEN 'ok' ELSE 'it''s fine' END,
  ['a', 'b'], {'x': i}, 'ab'::BLOB, '{"a": 1}', 170141183460469231731687303715884105::HUGEINT + i,
  900719925474099100 + i, i / 7.0, CASE WHEN i = 3 THEN 'nan'::DOUBLE ELSE i END, NULL,
  TIMESTAMPTZ '2025-06-01 12:00:00+00' + INTERVAL 1 DAY * (i % 40), TIME '10:00:00',
  CASE WHEN i % 4 = 0 THEN '' WHEN i % 4 = 1 THEN '  ' ELSE 'full' END, i % 100
FROM (SELECT CAST(range AS INTEGER) AS i FROM range(1, 121));
CREATE TABLE empty_table (empty_table_id INTEGER, name VARCHAR, amount DECIMAL(10, 2), made_on DATE);
CREATE TABLE no_columns_worth (nothing VARCHAR, nought INTEGER);
INSERT INTO no_columns_worth VALUES (NULL, NULL), (NULL, NULL);
CREATE TABLE written_days (
  written_day_id INTEGER, iso_date VARCHAR, compact_date INTEGER, european_date VARCHAR, unclear_date VARCHAR,
  spelled_date VARCHAR, fee INTEGER
);
INSERT INTO written_days
SELECT i, strftime(DATE '2025-01-01' + i, '%Y-%m-%d'), CAST(strftime(DATE '2025-01-01' + i, '%Y%m%d') AS INTEGER),
  strftime(DATE '2025-01-01' + i, '%d.%m.%Y'), strftime(DATE '2025-01-01' + i % 5, '0%-d/0%-m/%Y'),
  strftime(DATE '2025-01-01' + i, '%-d %b %Y'), i % 4
FROM (SELECT CAST(range AS INTEGER) AS i FROM range(0, 60));
CREATE TABLE european_only (european_only_id INTEGER, paid_date VARCHAR, fee INTEGER);
INSERT INTO european_only
SELECT i, strftime(DATE '2025-01-01' + i, '%d/%m/%Y'), 2 FROM (SELECT CAST(range AS INTEGER) AS i FROM range(0, 60));
CREATE TABLE far_days (far_day_id INTEGER, due_on DATE, opened_on DATE, cost INTEGER);
INSERT INTO far_days VALUES
  (1, '9999-12-31', '0001-01-01', 5), (2, '2025-02-01', '2025-01-01', 7), (3, '2999-01-01', NULL, 11),
  (4, 'infinity', '2025-01-05', 13), (5, '2025-03-01', '2025-02-05', 17);
CREATE VIEW busy_readings AS SELECT reading_id, happy, ratio FROM reading WHERE reading_id > 60;
CREATE TABLE gone (gone_id INTEGER);
CREATE VIEW broken_view AS SELECT gone_id FROM gone;
DROP TABLE gone;
CREATE SCHEMA sales;
CREATE SCHEMA archive;
CREATE TABLE sales.deal (deal_id INTEGER, rep_code VARCHAR, won_on DATE, revenue DECIMAL(10, 2));
INSERT INTO sales.deal SELECT i, 'R' || (i % 3), DATE '2025-01-01' + i, i * 10 FROM (SELECT CAST(range AS INTEGER) AS i FROM range(1, 61));
CREATE TABLE archive.deal (deal_id INTEGER, rep_code VARCHAR, won_on DATE, revenue DECIMAL(10, 2));
INSERT INTO archive.deal SELECT i, 'R' || (i % 3), DATE '2023-01-01' + i, i FROM (SELECT CAST(range AS INTEGER) AS i FROM range(1, 61));
CREATE TABLE sales.rep (rep_code VARCHAR, grade VARCHAR);
INSERT INTO sales.rep VALUES ('R0', 'A'), ('R1', 'B'), ('R2', 'B');
