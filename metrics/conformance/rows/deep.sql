create table countries (code varchar, continent varchar);
insert into countries values ('FR', 'Europe'), ('US', 'America');
create table cities (name varchar, country varchar, size varchar);
insert into cities values ('Paris', 'FR', 'large'), ('Paris', 'US', 'small'); -- one name, two cities
create table shops (id integer, city varchar, country varchar);
insert into shops values (1, 'Paris', 'FR'), (2, 'Paris', 'US');
create table sales (id integer, shop_id integer, amount integer, seen_on date default '2025-01-01');
insert into sales (id, shop_id, amount) values (1, 1, 10), (2, 1, 5), (3, 2, 1);
