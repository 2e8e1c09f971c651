CREATE FUNCTION plus(int, bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE FUNCTION minus(bigint, int) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE OPERATOR @+ (LEFTARG = int, RIGHTARG = bigint, FUNCTION = plus);
COMMENT ON OPERATOR @+ (int, bigint) IS 'adds';
