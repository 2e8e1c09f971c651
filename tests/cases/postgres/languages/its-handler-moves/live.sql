CREATE SCHEMA a;
CREATE SCHEMA b;
CREATE FUNCTION a.my_handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE LANGUAGE mine HANDLER a.my_handler;
CREATE FUNCTION f(n int) RETURNS int LANGUAGE mine AS 'BEGIN RETURN n + 1; END';
