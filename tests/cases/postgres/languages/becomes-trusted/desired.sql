CREATE TRUSTED LANGUAGE mine HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;
CREATE FUNCTION f(n int) RETURNS int LANGUAGE mine AS 'BEGIN RETURN n + 1; END';
