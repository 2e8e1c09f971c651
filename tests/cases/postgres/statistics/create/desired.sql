CREATE TABLE t (a int, b int, c text);
CREATE STATISTICS s (ndistinct, dependencies) ON a, b FROM t;
COMMENT ON STATISTICS s IS 'they go together';
