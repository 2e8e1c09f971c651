CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT * FROM t WHERE a > 1 AND (b < 2 OR b IS NULL);
