--- live
CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT);
INSERT INTO t VALUES (1, 1, 1);
--- step
UPDATE t SET a = 2;
--- since
ALTER TABLE t MODIFY a BIGINT;
--- not undone
a of another type
