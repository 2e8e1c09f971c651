--- live
CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT, b BLOB);
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000) INSERT INTO t SELECT i, 'v' || i, zeroblob(i % 50) FROM n;
INSERT INTO t VALUES (50000, 'big', randomblob(3000000));
--- step
UPDATE t SET v = v || 'x' WHERE id % 2;
DELETE FROM t WHERE id % 3 = 0 OR id = 50000;
--- since
UPDATE t SET v = 'since' WHERE id IN (1, 5, 7);
--- conflicts
t (id = 1) changed or deleted since
t (id = 5) changed or deleted since
t (id = 7) changed or deleted since
