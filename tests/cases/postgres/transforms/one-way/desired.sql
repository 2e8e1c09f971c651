CREATE FUNCTION int_from(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'int4send';
CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION int_from(internal));
