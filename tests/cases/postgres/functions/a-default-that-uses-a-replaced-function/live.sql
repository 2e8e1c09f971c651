CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE FUNCTION d(x int) RETURNS int LANGUAGE sql AS 'SELECT $1';
CREATE TABLE t (n int DEFAULT d(4));
