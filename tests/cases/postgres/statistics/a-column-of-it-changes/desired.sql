CREATE TABLE t (a int, b bigint, c text);
CREATE STATISTICS s ON a, b FROM t;
