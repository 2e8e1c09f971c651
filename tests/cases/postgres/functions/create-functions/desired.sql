CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE FUNCTION a(x int, y int DEFAULT 2) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT x + y';
CREATE FUNCTION b() RETURNS TABLE (id int, n int) LANGUAGE sql AS 'SELECT id, n FROM item';
CREATE FUNCTION c(OUT x int, INOUT y text) LANGUAGE plpgsql AS $$ BEGIN x := 1; END $$;
CREATE PROCEDURE d(i int) LANGUAGE plpgsql AS $$ BEGIN DELETE FROM item WHERE id = i; END $$;
CREATE FUNCTION e(VARIADIC xs int[]) RETURNS int LANGUAGE sql AS 'SELECT sum(x)::int FROM unnest(xs) x';
COMMENT ON FUNCTION a(int, int) IS 'adds';
COMMENT ON PROCEDURE d(int) IS 'deletes';
