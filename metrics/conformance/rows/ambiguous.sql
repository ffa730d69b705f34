create table users (id integer, name varchar, boss_id integer);
insert into users values (1, 'Ann', null), (2, 'Ben', 1), (3, 'Cy', 1);
create table orders (id integer, placed_by integer, fulfilled_by integer, amount integer, seen_on date default '2025-01-01');
insert into orders (id, placed_by, fulfilled_by, amount) values (1, 1, 2, 10);
create table calls (id integer, user_id integer, minutes integer, seen_on date default '2025-01-01');
insert into calls (id, user_id, minutes) values (1, 2, 5), (2, 3, 6), (3, 1, 1);
