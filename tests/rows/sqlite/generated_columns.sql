--- live
CREATE TABLE t (v INTEGER AS (b * 2) VIRTUAL, id INTEGER PRIMARY KEY, s TEXT AS (a || '!') STORED, a TEXT, b INTEGER NOT NULL, UNIQUE (s));
INSERT INTO t (a, b) VALUES ('x', 1), ('y', 2), ('z', 3);
--- step
UPDATE t SET a = a || a, b = -b WHERE v < 5;
DELETE FROM t WHERE id = 3;
INSERT INTO t (a, b) VALUES ('z', 3);
--- since
INSERT INTO t (a, b) VALUES ('n', 9);
