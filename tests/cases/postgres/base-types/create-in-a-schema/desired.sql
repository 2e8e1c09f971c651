CREATE SCHEMA "My app";
CREATE TYPE "My app"."Num";
CREATE FUNCTION "My app".num_in(cstring) RETURNS "My app"."Num" LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION "My app".num_out("My app"."Num") RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE "My app"."Num" (INPUT = "My app".num_in, OUTPUT = "My app".num_out, INTERNALLENGTH = 4, PASSEDBYVALUE, ALIGNMENT = int4, CATEGORY = 'N', DEFAULT = '0', DELIMITER = ';');
