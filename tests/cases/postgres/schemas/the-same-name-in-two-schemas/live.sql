CREATE SCHEMA a;
CREATE TABLE a.t (id int);
CREATE TABLE t (id int);
