--- live
CREATE TABLE t (id INT PRIMARY KEY, v TEXT);
INSERT INTO t VALUES (1, 'a'), (2, 'b');
--- step
DELETE FROM t WHERE id = 1;
INSERT INTO t VALUES (1, 'c');
UPDATE t SET id = 9 WHERE id = 2;
UPDATE t SET id = 2 WHERE id = 1;
--- since
DELETE FROM t WHERE id = 9;
--- conflicts
t (id = 9) changed or deleted since
