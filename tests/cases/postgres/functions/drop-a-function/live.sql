CREATE TABLE item (id int PRIMARY KEY, n int, c text);
CREATE FUNCTION a(x int) RETURNS int LANGUAGE sql AS 'SELECT x';
COMMENT ON FUNCTION a(int) IS 'a';
