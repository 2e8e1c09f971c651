CREATE TABLE t (a int NOT NULL PRIMARY KEY, b int, c int);
CREATE VIEW v (x, `y z`) AS SELECT a, b FROM t;
