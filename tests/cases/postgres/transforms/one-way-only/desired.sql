CREATE TYPE pair AS (a int, b int);
CREATE FUNCTION pair_from(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'record_send';
CREATE TRANSFORM FOR pair LANGUAGE plpgsql (FROM SQL WITH FUNCTION pair_from(internal));
