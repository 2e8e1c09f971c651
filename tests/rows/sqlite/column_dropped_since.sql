--- live
CREATE TABLE t (id INTEGER PRIMARY KEY, a, b);
INSERT INTO t VALUES (1, 1, 1);
--- step
UPDATE t SET a = 2;
--- since
ALTER TABLE t DROP COLUMN b;
--- not undone
column `b` is gone
