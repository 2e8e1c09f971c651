CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE FUNCTION add(a int, b int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a + b';
CREATE AGGREGATE total(int) (SFUNC = add, STYPE = int, INITCOND = '1');
CREATE VIEW v AS SELECT total(n) AS t FROM item;
