CREATE TYPE pair AS (a int, b int);
CREATE FUNCTION pair_from(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'record_send';
CREATE FUNCTION pair_to(internal) RETURNS pair LANGUAGE internal IMMUTABLE AS 'record_recv';
CREATE LANGUAGE mine HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;
CREATE TRANSFORM FOR pair LANGUAGE mine (FROM SQL WITH FUNCTION pair_from(internal), TO SQL WITH FUNCTION pair_to(internal));
COMMENT ON TRANSFORM FOR pair LANGUAGE mine IS 'x';
