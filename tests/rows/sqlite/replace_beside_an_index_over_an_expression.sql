--- live
CREATE TABLE t (a TEXT);
CREATE UNIQUE INDEX u ON t (lower(a));
INSERT INTO t VALUES ('x'), ('y');
--- step
UPDATE t SET a = replace(a, 'x', 'w');
INSERT OR REPLACE INTO t VALUES ('new');
