--- live
CREATE TABLE t (a INT, b TEXT);
INSERT INTO t VALUES (1, 'x'), (1, 'x'), (1, 'x'), (NULL, NULL), (NULL, NULL), (2, '');
--- step
DELETE FROM t WHERE a = 1 LIMIT 1;
UPDATE t SET b = 'z' WHERE a IS NULL;
INSERT INTO t SELECT * FROM t WHERE a = 2;
--- since
INSERT INTO t VALUES (3, 'since');
