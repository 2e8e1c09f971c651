CREATE TABLE t (a int NOT NULL PRIMARY KEY, b int, c int);
SET sql_mode = 'PIPES_AS_CONCAT';
CREATE FUNCTION f(x int) RETURNS varchar(20) DETERMINISTIC RETURN x || 'y';
SET sql_mode = DEFAULT;
