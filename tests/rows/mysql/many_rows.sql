--- live
CREATE TABLE t (id INT PRIMARY KEY, v TEXT);
INSERT INTO t WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 900) SELECT a.i * 1000 + b.i, CONCAT('v', a.i) FROM n AS a JOIN n AS b ON b.i < 25;
--- step
UPDATE t SET v = CONCAT(v, 'x') WHERE id % 2 = 1;
DELETE FROM t WHERE id % 3 = 0;
--- since
UPDATE t SET v = 'since' WHERE id IN (1001, 1003, 1007);
--- conflicts
t (id = 1001) changed or deleted since
t (id = 1003) changed or deleted since
t (id = 1007) changed or deleted since
