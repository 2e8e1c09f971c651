CREATE TYPE size AS ENUM ('small', 'big');
CREATE FUNCTION size_of(n int) RETURNS size LANGUAGE sql IMMUTABLE RETURN CASE WHEN n > 10 THEN 'big'::size ELSE 'small'::size END;
CREATE TABLE t (id int PRIMARY KEY, s size GENERATED ALWAYS AS (size_of(id)) STORED);
CREATE INDEX i ON t (s) INCLUDE (id);
CREATE VIEW v AS SELECT s, count(*) AS n FROM t GROUP BY s;
