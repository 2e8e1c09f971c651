CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN felt AS mood CHECK (VALUE <> 'sad');
CREATE TYPE day AS (m felt, n int);
CREATE TABLE t (id int PRIMARY KEY, m mood DEFAULT 'ok', f felt, d day, l mood[]);
CREATE FUNCTION f(m mood) RETURNS mood LANGUAGE sql IMMUTABLE RETURN m;
CREATE VIEW v AS SELECT f(m) AS m, (d).m AS dm FROM t;
CREATE INDEX i ON t (f(m));
COMMENT ON TYPE mood IS 'how it is';
COMMENT ON VIEW v IS 'of moods';
