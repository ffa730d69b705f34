create table actors (id integer, name varchar, height integer);
insert into actors values (1, 'Alice', 170), (2, 'Bob', 170), (3, 'Carol', 180);
create table movies (id integer, gross integer, seen_on date default '2025-01-01');
insert into movies (id, gross) values (10, 100), (11, 200), (12, 50), (13, 40); -- 13 has no cast
create table awards (id integer, movie_id integer, prize integer, seen_on date default '2025-01-01');
insert into awards (id, movie_id, prize) values (1, 10, 7), (2, 12, 2);
create table appearances (actor_id integer, movie_id integer);
insert into appearances values (1, 10), (1, 11), (2, 10), (3, 12);
create table labels (movie_id integer, label varchar);
insert into labels values (10, 'new'), (10, 'hit');
