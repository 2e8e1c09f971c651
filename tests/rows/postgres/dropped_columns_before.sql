--- live
CREATE TABLE t (a int, id int PRIMARY KEY, b int, c text);
ALTER TABLE t DROP COLUMN a, DROP COLUMN b;
INSERT INTO t VALUES (1, 'x'), (2, 'y');
ALTER TABLE t ADD COLUMN d int DEFAULT 7;
--- step
UPDATE t SET d = d + id, c = NULL WHERE id = 1;
DELETE FROM t WHERE id = 2;
