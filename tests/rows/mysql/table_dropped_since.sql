--- live
CREATE TABLE t (id INT PRIMARY KEY);
INSERT INTO t VALUES (1);
--- step
DELETE FROM t;
--- since
DROP TABLE t;
--- not undone
is gone
