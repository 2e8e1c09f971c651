CREATE SCHEMA a;
CREATE TABLE a.t (id int, x int);
CREATE TABLE t (id int, y int);
