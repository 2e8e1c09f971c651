CREATE FUNCTION inner_one(a int) RETURNS bigint LANGUAGE sql IMMUTABLE RETURN a + 1;
CREATE FUNCTION outer_one(a int) RETURNS int LANGUAGE sql IMMUTABLE RETURN (inner_one(a) * 2)::int;
CREATE TABLE t (id int, n int, CONSTRAINT k CHECK (outer_one(n) > 0));
