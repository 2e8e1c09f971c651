CREATE FUNCTION my_handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE LANGUAGE mine HANDLER my_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;
CREATE FUNCTION f(n int) RETURNS int LANGUAGE mine AS 'BEGIN RETURN n + 1; END';
CREATE TABLE item (id int, n int, CHECK (f(n) > 0));
CREATE INDEX i ON item (id);
CREATE VIEW v AS SELECT f(id) AS a FROM item;
