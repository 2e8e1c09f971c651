--- live
CREATE TABLE t (a, b);
INSERT INTO t VALUES (1, 'x'), (1, 'x'), (1, 'x'), (NULL, NULL), (NULL, NULL), (2, x'00ff');
--- step
DELETE FROM t WHERE rowid IN (1, 5);
UPDATE t SET b = 'z' WHERE rowid = 2;
INSERT INTO t VALUES (1, 'x');
