CREATE TABLE t (a int NOT NULL PRIMARY KEY, b int, c int);
DELIMITER //
CREATE PROCEDURE p(IN x int, OUT y int)
BEGIN
  -- now with a comment
  SELECT count(*) INTO y FROM t WHERE a = x;
END//
DELIMITER ;
