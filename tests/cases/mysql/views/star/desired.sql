CREATE TABLE t (a int NOT NULL PRIMARY KEY, b int, c int, d int);
CREATE VIEW v AS SELECT * FROM t;
