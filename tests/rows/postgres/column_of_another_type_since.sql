--- live
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
INSERT INTO t VALUES (1, 1, 1);
--- step
UPDATE t SET a = 2;
--- since
ALTER TABLE t ALTER COLUMN a TYPE bigint;
--- not undone
a of another type
