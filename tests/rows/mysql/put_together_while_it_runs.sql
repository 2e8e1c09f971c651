--- live
CREATE TABLE t (id INT PRIMARY KEY);
CREATE PROCEDURE p() BEGIN PREPARE s FROM 'DELETE FROM t'; EXECUTE s; END;
CREATE TABLE u (id INT);
INSERT INTO t VALUES (1);
--- step
DO (SELECT COUNT(*) FROM u);
SET @s = 'p';
INSERT INTO u SELECT id FROM t WHERE 'p' <> '';
--- refused
put together while it runs
