--- live
CREATE TABLE t (id int PRIMARY KEY, v text);
INSERT INTO t SELECT g, 'v' || g FROM generate_series(1, 20000) g;
--- step
UPDATE t SET v = v || 'x' WHERE id % 2 = 1;
DELETE FROM t WHERE id % 3 = 0;
--- since
UPDATE t SET v = 'since' WHERE id IN (1, 5, 7);
--- conflicts
t (id = 1) changed or deleted since
t (id = 5) changed or deleted since
t (id = 7) changed or deleted since
