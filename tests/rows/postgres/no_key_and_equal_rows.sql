--- live
CREATE TABLE t (a int, b text, j json, p point);
INSERT INTO t VALUES (1, 'x', '{"a": 1}', '(1,2)'), (1, 'x', '{"a": 1}', '(1,2)'), (1, 'x', '{"a": 1}', '(1,2)'), (NULL, NULL, NULL, NULL), (NULL, NULL, NULL, NULL), (2, '', '{"a":1}', '(0.1,1e300)');
--- step
DELETE FROM t WHERE ctid IN (SELECT ctid FROM t WHERE a = 1 LIMIT 1);
UPDATE t SET b = 'z' WHERE a IS NULL;
INSERT INTO t SELECT * FROM t WHERE a = 2;
--- since
UPDATE t SET b = 'y' WHERE a IS NULL;
--- conflicts
t ((,z,,)) changed or deleted since
t ((,z,,)) changed or deleted since
