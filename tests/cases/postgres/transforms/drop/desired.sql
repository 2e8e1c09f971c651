CREATE TYPE pair AS (a int, b int);
CREATE FUNCTION pair_from(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'record_send';
CREATE FUNCTION pair_to(internal) RETURNS pair LANGUAGE internal IMMUTABLE AS 'record_recv';
