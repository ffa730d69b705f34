-- A company small enough to count by hand, with every trap on purpose. Last day: 2026-10-31.
insert into region values ('Canada', 'CA'), ('West', 'US'), ('Northeast', 'US');
insert into plant values ('P1', 'A'), ('P2', 'B');
insert into product values ('Bike', 'bike', 1400, '2022-07-01'), ('Tread', 'tread', 2500, '2022-07-01'), ('Row', 'row', 3000, '2022-10-01');
insert into supplier values ('S1', 'US'), ('S2', 'US');
insert into part values ('bearing', 10, 30, 1), ('drive', 50, 30, 1);
insert into member values
  (1, 'n1', 'e1', 'CA', 'Canada',    '2025-12-01 15:00', '2025-12-01', true,  0),
  (2, 'n2', 'e2', 'US', 'West',      '2024-12-01 15:00', '2024-12-01', true,  0),
  (3, 'n3', 'e3', 'US', 'Northeast', '2026-02-01 15:00', '2026-02-01', false, 0);
insert into build_lot values ('L1', 'Bike', 'P1', '2025-11-03', 'f1'), ('L2', 'Tread', 'P2', '2024-11-04', 'f1'), ('L3', 'Row', 'P1', '2026-01-05', 'f1');
-- U5 is built and belongs to nobody yet; U6 came back, and is therefore in service 2026-02-01 to 2026-03-31.
insert into unit values
  ('U1', 'L1', 'Bike',  'P1', '2025-11-04', '2025-11-04', 1, 1, '2026-01-10', '2027-01-10', null, null, 'in_service'),
  ('U2', 'L1', 'Bike',  'P1', '2025-11-04', '2025-11-04', 2, 2, '2026-02-01', '2027-02-01', null, null, 'in_service'),
  ('U3', 'L2', 'Tread', 'P2', '2024-11-05', '2024-11-05', 3, 2, '2025-01-15', '2026-01-15', null, null, 'in_service'),
  ('U4', 'L3', 'Row',   'P1', '2026-01-06', '2026-01-06', 4, 3, '2026-03-01', '2027-03-01', null, null, 'in_service'),
  ('U5', 'L1', 'Bike',  'P1', '2025-11-04', '2025-11-04', null, null, null, null, null, null, 'built'),
  ('U6', 'L1', 'Bike',  'P1', '2025-11-04', '2025-11-04', 6, 1, '2026-02-01', '2027-02-01', '2026-04-01', 'returned', 'returned');
insert into "order" values
  (1, 1, 'Bike',  'U1', '2026-01-02 15:00', '2026-01-02', 1400.00, null, 'online',   'delivered', null),
  (2, 2, 'Bike',  'U2', '2026-01-20 15:00', '2026-01-20', 1350.50, null, 'showroom', 'delivered', null),
  (3, 2, 'Tread', 'U3', '2025-01-05 15:00', '2025-01-05', 2500.00, null, 'online',   'delivered', null),
  (4, 3, 'Row',   'U4', '2026-02-10 15:00', '2026-02-10', 3000.00, null, 'phone',    'delivered', null),
  (5, 1, 'Bike',  null, '2026-02-11 15:00', '2026-02-11', 1400.00, null, 'online',   'cancelled', '2026-02-12'),
  (6, 1, 'Bike',  'U6', '2026-01-21 15:00', '2026-01-21', 1400.00, null, 'online',   'delivered', null),
  (7, 99, 'Bike', null, '2026-02-15 15:00', '2026-02-15', 1000.00, null, 'online',   'placed',    null);
insert into delivery values -- the first attempt for U1 fails, the second completes
  (1, 1, 'U1', 1, '2026-01-08', null, null, 'c', 'failed'), (2, 1, 'U1', 2, '2026-01-10', '2026-01-10 17:00', '2026-01-10', 'c', 'completed'),
  (3, 2, 'U2', 1, '2026-02-01', '2026-02-01 17:00', '2026-02-01', 'c', 'completed'), (4, 3, 'U3', 1, '2025-01-15', '2025-01-15 17:00', '2025-01-15', 'c', 'completed'),
  (5, 4, 'U4', 1, '2026-03-01', '2026-03-01 17:00', '2026-03-01', 'c', 'completed'), (6, 6, 'U6', 1, '2026-02-01', '2026-02-01 17:00', '2026-02-01', 'c', 'completed');
insert into subscription_spell values
  (1, 1, '2026-01-10', '2026-03-01', false, 'paused'),    -- a pause follows: not churn
  (2, 1, '2026-03-01', '2026-04-15', true,  'resumed'),
  (3, 1, '2026-04-15', null,         false, null),
  (4, 2, '2025-01-15', '2026-04-01', false, 'cancelled'), -- last active day: 31 March
  (5, 3, '2026-03-01', '2026-04-30', false, 'cancelled');
insert into ew_plan values ('E12', 'One year', 'bike', 12, 100), ('E24', 'Two years', 'tread', 24, 180);
-- U3 has three contracts, two of the same term: nothing about U3 may be counted three times.
insert into ew_contract values
  (1, 'U3', 2, 'E12', 12, '2025-03-01 15:00', '2025-03-01', '2026-01-15', '2027-01-15', 100.00, null, null, 0),
  (2, 'U3', 2, 'E12', 12, '2025-12-01 15:00', '2025-12-01', '2026-01-15', '2027-01-15', 110.00, '2026-04-10 15:00', '2026-04-10', 60.25),
  (3, 'U3', 2, 'E24', 24, '2026-01-05 15:00', '2026-01-05', '2026-01-15', '2028-01-15', 180.00, null, null, 0),
  (4, 'U1', 1, 'E12', 12, '2026-02-01 15:00', '2026-02-01', '2027-01-10', '2028-01-10', 100.00, null, null, 0),
  (5, 'U4', 3, 'E12', 12, '2026-03-10 15:00', '2026-03-10', '2027-03-01', '2028-03-01', 100.00, '2026-04-20 15:00', '2026-04-20', 100.00);
insert into event values -- failure 1 is repeated a month later by the device; failure 3 has an unknown serial
  (1, 'U1', '2026-02-08 15:00', '2026-02-08', '2026-02-09', 'lifecycle', 'failure', 3, 'bearing', 1),
  (2, 'U1', '2026-03-08 15:00', '2026-03-08', '2026-03-09', 'lifecycle', 'failure', 3, 'bearing', 1),
  (3, 'U3', '2026-04-03 15:00', '2026-04-03', '2026-04-04', 'lifecycle', 'failure', 3, 'drive', 2),
  (4, 'GHOST', '2026-04-05 15:00', '2026-04-05', '2026-04-06', 'lifecycle', 'failure', 3, 'drive', 3),
  (5, 'U1', '2026-02-05 15:00', '2026-02-05', '2026-02-05', 'error', 'E1', 1, 'bearing', null),
  (6, 'U1', '2026-02-06 15:00', '2026-02-06', '2026-02-06', 'error', 'E1', 1, null, null),
  (7, 'GHOST', '2026-02-06 15:00', '2026-02-06', '2026-02-06', 'error', 'E1', 1, null, null);
insert into ticket values
  (1, 'U1', 1, 'bearing', '2026-02-09 15:00', '2026-02-09', 'noise', 'fixed', '2026-02-20 15:00', '2026-02-20'),
  (2, 'U1', null, 'bearing', '2026-02-20 20:00', '2026-02-20', 'noise', 'fixed', '2026-03-01 15:00', '2026-03-01'), -- the same day, after closing: a repeat
  (3, 'U1', null, 'bearing', '2026-03-31 15:00', '2026-03-31', 'noise', 'NFF', '2026-04-02 15:00', '2026-04-02'),   -- on the 30th day: a repeat
  (4, 'U3', 2, 'drive', '2026-04-04 15:00', '2026-04-04', 'stops', 'fixed', '2026-04-10 15:00', '2026-04-10'),
  (5, 'U3', null, 'drive', '2026-05-11 15:00', '2026-05-11', 'stops', null, null, null),                            -- on the 31st day: none
  (6, 'U3', null, null, '2026-04-11 15:00', '2026-04-11', 'stops', 'swap', '2026-04-12 15:00', '2026-04-12'),       -- part unknown: none
  (8, 'U2', null, 'drive', '2026-04-06 15:00', '2026-04-06', 'stops', 'fixed', '2026-04-10 22:00', '2026-04-10'),
  (9, 'U2', null, 'drive', '2026-04-10 14:00', '2026-04-10', 'stops', null, null, null),                            -- opened before 8 was closed: none
  (7, 'U2', null, null, '2026-10-01 15:00', '2026-10-01', 'noise', 'fixed', '2026-10-20 15:00', '2026-10-20');      -- its 30 days are not over
insert into visit values
  (1, 1, 'U1', 1, '2026-02-15 15:00', '2026-02-15', false), (2, 1, 'U1', 2, '2026-02-20 15:00', '2026-02-20', true),
  (3, 2, 'U1', 1, '2026-03-01 15:00', '2026-03-01', true), (4, 4, 'U3', 1, '2026-04-10 15:00', '2026-04-10', true);
-- Claim 1 is loaded twice. Claim 5 has no serial, claim 6 an unknown one, claim 7 a unit of nobody.
-- Claim 2 is reported on the evening of 28 February in New York, in March by UTC.
-- None is reported in March or May 2026.
insert into claim values
  (1, 1, 'U1', 1, 1, '2026-02-08', '2026-02-08', '2026-02-10', '2026-02-10', '2026-02-12', '2026-02-12', '2026-02-20', '2026-02-20', '2026-02-20', '2026-02-20', '2026-03-01', '2026-03-01', null, 'base', 'bearing', 'S1', 'paid', 10, 70, 18, 100.10),
  (1, 2, 'U1', 1, 1, '2026-02-08', '2026-02-08', '2026-02-10', '2026-02-10', '2026-02-12', '2026-02-12', '2026-02-20', '2026-02-20', '2026-02-20', '2026-02-20', '2026-03-01', '2026-03-01', null, 'base', 'bearing', 'S1', 'paid', 10, 70, 18, 100.10),
  (2, 1, 'U1', 2, null, '2026-02-19', '2026-02-19', '2026-03-01 03:30', '2026-02-28', '2026-03-02', '2026-03-02', '2026-03-05', '2026-03-05', null, null, null, null, null, 'base', 'bearing', 'S1', 'denied', 10, 70, 18, null),
  (3, 1, 'U2', null, null, '2026-02-24', '2026-02-24', '2026-02-25', '2026-02-25', '2026-02-26', '2026-02-26', null, null, null, null, null, null, '2026-04-01', 'base', 'drive', 'S2', 'withdrawn', 50, 0, 18, null),
  (4, 1, 'U3', 4, 2, '2026-04-03', '2026-04-03', '2026-04-05', '2026-04-05', '2026-04-06', '2026-04-06', '2026-04-15', '2026-04-15', '2026-04-15', '2026-04-15', '2026-05-02', '2026-05-02', null, 'extended', 'drive', 'S2', 'paid', 50, 70, 18, 200.20),
  (5, 1, null, null, null, '2026-02-10', '2026-02-10', '2026-02-11', '2026-02-11', '2026-02-12', '2026-02-12', '2026-04-16', '2026-04-16', '2026-04-16', '2026-04-16', null, null, null, 'goodwill', 'bearing', null, 'approved', 10, 0, 18, null),
  (6, 1, 'GHOST', null, 3, '2026-04-05', '2026-04-05', '2026-04-07', '2026-04-07', '2026-04-08', '2026-04-08', null, null, null, null, null, null, null, 'base', 'drive', 'S1', 'reported', 50, 0, 18, null),
  (7, 1, 'U5', null, null, '2026-02-11', '2026-02-11', '2026-02-12', '2026-02-12', '2026-02-13', '2026-02-13', '2026-02-28', '2026-02-28', '2026-02-28', '2026-02-28', '2026-02-28', '2026-02-28', null, 'goodwill', 'bearing', 'S1', 'paid', 10, 0, 18, 28.00);
insert into promotion values ('H', 'Holiday', 'holiday_promo', '2026-01-01', '2026-12-31', 50);
insert into redemption values (1, 'H', 1, '2026-02-03 15:00', '2026-02-03', 50), (2, 'H', 99, '2026-02-04 15:00', '2026-02-04', 50);
insert into campaign values ('C1', 'Seat post', 'recall', 'bearing', '2026-02-01');
insert into campaign_case values (1, 'C1', 'U1', '2026-02-01', '2026-02-10', '2026-02-12', '2026-03-31'), (2, 'C1', 'U2', '2026-02-01', null, null, null), (3, 'C1', 'U6', '2026-03-05', '2026-04-01', '2026-04-01', '2026-04-01');
insert into inventory_week values -- counted weekly but for 2026-03-23 to 2026-04-20
  ('bearing', 'D1', '2026-03-09', 11, 1, 30), ('bearing', 'D1', '2026-03-16', 10, 5, 30), ('drive', 'D1', '2026-03-16', 4, 0, 30), ('bearing', 'D2', '2026-03-16', 7, 2, 30),
  ('bearing', 'D1', '2026-04-27', 9, 6, 30);
insert into load_log
select table_name, date '2026-10-31', timestamp '2026-11-01 06:00', 1, null, null, 'ok'
from information_schema.tables where table_schema = 'main';
