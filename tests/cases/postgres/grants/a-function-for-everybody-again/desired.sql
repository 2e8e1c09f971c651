CREATE FUNCTION f(a int, b text DEFAULT 'x') RETURNS int LANGUAGE sql AS 'SELECT a';
GRANT EXECUTE ON FUNCTION f(int, text) TO r_reader;
