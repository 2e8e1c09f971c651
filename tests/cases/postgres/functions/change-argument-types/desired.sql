CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE FUNCTION a(x bigint) RETURNS bigint LANGUAGE sql AS 'SELECT $1';
