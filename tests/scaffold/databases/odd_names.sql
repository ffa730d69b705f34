-- Reserved words, spaces, quotes, umlauts, names that the catalogue or questions keep for themselves.
CREATE TABLE "Order Details" (
  "Order No" INTEGER PRIMARY KEY, "select" VARCHAR, "Größe ""cm""" INTEGER, "it's" VARCHAR,
  "sold on" DATE, "Straße" VARCHAR, "grain" VARCHAR, "value" VARCHAR, "period" VARCHAR
);
INSERT INTO "Order Details"
SELECT i, CASE WHEN i % 2 = 0 THEN 'from' ELSE 'where' END, i % 7, 'o''clock', DATE '2025-01-01' + i * 3,
  'Hauptstraße', 'fine', CASE WHEN i % 3 = 0 THEN 'low' ELSE 'high' END, 'early'
FROM (SELECT CAST(range AS INTEGER) AS i FROM range(1, 101));
CREATE TABLE "group" ("id" INTEGER, "where" VARCHAR);
INSERT INTO "group" VALUES (1, 'north'), (2, 'south'), (3, 'south');
CREATE TABLE "Größen" ("größe_id" INTEGER, "bezeichnung" VARCHAR);
INSERT INTO "Größen" VALUES (1, 'klein'), (2, 'mittel'), (3, 'groß');
CREATE TABLE "month" ("month_id" INTEGER, "season" VARCHAR);
INSERT INTO "month" VALUES (1, 'cold'), (2, 'cold'), (7, 'warm');
CREATE TABLE metrics (id INTEGER, label VARCHAR);
INSERT INTO metrics VALUES (1, 'a'), (2, 'b');
CREATE TABLE company (company_id INTEGER, sector VARCHAR);
INSERT INTO company VALUES (1, 'steel'), (2, 'steel'), (3, 'food');
CREATE TABLE directory (id INTEGER, floor INTEGER);
INSERT INTO directory VALUES (1, 3), (2, 3), (3, 4);
CREATE TABLE answer (answer_id INTEGER, kind VARCHAR, stitched INTEGER);
INSERT INTO answer VALUES (1, 'yes', 10), (2, 'no', 20), (3, 'no', 30);
CREATE TABLE branch_1 (id INTEGER, answer_id INTEGER, points INTEGER);
INSERT INTO branch_1 VALUES (1, 1, 5), (2, 2, 6), (3, 2, 7);
CREATE TABLE "漢字" (id INTEGER, "名前" VARCHAR, "2020 total" DECIMAL(10, 2));
INSERT INTO "漢字" VALUES (1, '甲', 1.50), (2, '乙', 2.25), (3, '甲', 3.00);
CREATE TABLE "sales.csv" (id INTEGER);
CREATE TABLE "pg_orders" (id INTEGER, amount INTEGER);
INSERT INTO pg_orders VALUES (1, 2);
