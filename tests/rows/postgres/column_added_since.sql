--- live
CREATE TABLE t (id int PRIMARY KEY, a int);
INSERT INTO t VALUES (1, 1);
--- step
UPDATE t SET a = 2;
--- since
ALTER TABLE t ADD COLUMN b int DEFAULT 5;
--- not undone
column `b` is new
