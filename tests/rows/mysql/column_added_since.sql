--- live
CREATE TABLE t (id INT PRIMARY KEY, a INT);
INSERT INTO t VALUES (1, 1);
--- step
UPDATE t SET a = 2;
--- since
ALTER TABLE t ADD COLUMN b INT DEFAULT 5;
--- not undone
column `b` is new
