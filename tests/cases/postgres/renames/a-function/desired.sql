-- groundline: renamed-from=a
CREATE FUNCTION b(x int) RETURNS int LANGUAGE sql AS 'SELECT 1';
