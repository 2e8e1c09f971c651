CREATE TABLE t (a int, b int, c text);
CREATE STATISTICS s (ndistinct, mcv) ON a, b FROM t;
