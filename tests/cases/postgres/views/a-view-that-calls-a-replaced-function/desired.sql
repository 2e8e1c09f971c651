CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE FUNCTION f(int) RETURNS bigint LANGUAGE sql AS 'SELECT $1::bigint + 1';
CREATE VIEW v AS SELECT f(n) AS m FROM item;
