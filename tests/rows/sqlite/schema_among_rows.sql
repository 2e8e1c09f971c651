--- live
CREATE TABLE t (a);
INSERT INTO t VALUES (1);
--- step
UPDATE t SET a = 2;
CREATE INDEX i ON t (a);
--- refused
it was changed among the rows
