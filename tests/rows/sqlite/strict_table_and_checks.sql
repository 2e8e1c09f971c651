--- live
CREATE TABLE t (id INTEGER PRIMARY KEY, a INT NOT NULL CHECK (a > 0), b ANY, c REAL) STRICT;
PRAGMA ignore_check_constraints = ON;
INSERT INTO t VALUES (1, 5, 'x', 1), (2, 6, 1, 2.5);
INSERT INTO t VALUES (3, -1, x'01', 3);
--- step
UPDATE t SET a = 1, b = NULL;
DELETE FROM t WHERE id = 2;
