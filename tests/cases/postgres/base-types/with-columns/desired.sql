CREATE TYPE mytext;
CREATE FUNCTION mytext_in(cstring) RETURNS mytext LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION mytext_out(mytext) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE mytext (INPUT = mytext_in, OUTPUT = mytext_out, LIKE = text);
CREATE DOMAIN short AS mytext NOT NULL;
CREATE TABLE t (id int PRIMARY KEY, c mytext DEFAULT 'x', d mytext[], e short);
CREATE VIEW v AS SELECT c, d FROM t;
CREATE FUNCTION f(mytext) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1::text';
