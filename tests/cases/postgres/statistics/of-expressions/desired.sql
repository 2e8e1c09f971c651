CREATE TABLE t (a int, b int, c text);
CREATE STATISTICS s (mcv) ON a, lower(c) FROM t;
CREATE STATISTICS e ON (a + b) FROM t;
