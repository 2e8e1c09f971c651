CREATE TYPE mytext;
CREATE FUNCTION mytext_read(cstring) RETURNS mytext LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION mytext_out(mytext) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE mytext (INPUT = mytext_read, OUTPUT = mytext_out, LIKE = text, CATEGORY = 'S');
