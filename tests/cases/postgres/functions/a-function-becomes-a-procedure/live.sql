CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE FUNCTION a(x int) RETURNS void LANGUAGE sql AS 'SELECT 1';
