CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE TABLE a (id int, n int);
CREATE VIEW b AS SELECT id FROM a;
