CREATE TABLE t (a int NOT NULL PRIMARY KEY, b int, c int);
CREATE FUNCTION f(x bigint, y varchar(10)) RETURNS varchar(20) DETERMINISTIC RETURN concat(x, y);
