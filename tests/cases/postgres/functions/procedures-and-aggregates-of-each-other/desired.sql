CREATE FUNCTION add_up(state int, n int) RETURNS int LANGUAGE sql IMMUTABLE RETURN state + coalesce(n, 0);
CREATE AGGREGATE total(int) (SFUNC = add_up, STYPE = int, INITCOND = '0');
CREATE TABLE t (g int, n int);
CREATE VIEW v AS SELECT g, total(n) AS n FROM t GROUP BY g;
COMMENT ON AGGREGATE total(int) IS 'sum without NULL';
