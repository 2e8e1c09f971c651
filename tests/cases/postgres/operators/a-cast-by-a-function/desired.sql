CREATE FUNCTION to_money(text) RETURNS money LANGUAGE sql IMMUTABLE AS 'SELECT $1::numeric::money';
CREATE CAST (text AS money) WITH FUNCTION to_money(text) AS ASSIGNMENT;
COMMENT ON CAST (text AS money) IS 'by numeric';
