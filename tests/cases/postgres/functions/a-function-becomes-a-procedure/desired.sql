CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE PROCEDURE a(x int) LANGUAGE sql AS 'SELECT 1';
