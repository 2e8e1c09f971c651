CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE FUNCTION ok(x int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0';
CREATE TABLE t (n int CONSTRAINT k CHECK (ok(n)));
