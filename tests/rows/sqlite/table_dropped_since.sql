--- live
CREATE TABLE t (id INTEGER PRIMARY KEY, a, b);
INSERT INTO t VALUES (1, 1, 1);
--- step
DELETE FROM t;
--- since
DROP TABLE t;
--- not undone
the table `t` is gone
