CREATE FUNCTION f(b text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower($1)';
CREATE TABLE item (c text);
CREATE INDEX i ON item (f(c));
