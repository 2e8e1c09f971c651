--- live
CREATE TABLE t (a TEXT);
CREATE UNIQUE INDEX u ON t (lower(a));
INSERT INTO t VALUES ('x'), ('y');
--- step
REPLACE INTO t VALUES ('X');
--- refused
REPLACE took rows away by a unique index over expressions
