--- live
CREATE TABLE t (a int NOT NULL, b text NOT NULL, v int, UNIQUE (b, a) INCLUDE (v));
CREATE UNIQUE INDEX partial ON t (v) WHERE v > 100;
INSERT INTO t VALUES (1, 'x', 1), (2, 'x', 2), (1, 'y', 300);
--- step
UPDATE t SET v = 301 WHERE a = 1 AND b = 'y';
UPDATE t SET v = 300 WHERE a = 2;
DELETE FROM t WHERE v = 1;
--- since
DELETE FROM t WHERE a = 2;
--- conflicts
t (b = x, a = 2) changed or deleted since
