--- live
CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE t (k text COLLATE nocase PRIMARY KEY, v int);
INSERT INTO t VALUES ('a', 1), ('b', 2), ('c', 3);
--- step
UPDATE t SET k = 'A' WHERE k = 'a';
DELETE FROM t WHERE k = 'B';
--- since
INSERT INTO t VALUES ('B', 9);
--- conflicts
t (k = b) its key was taken since
