--- live
CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT);
INSERT INTO t (v) VALUES ('a'), ('b');
DELETE FROM t WHERE id = 2;
--- step
INSERT INTO t (v) VALUES ('c'), ('d');
DELETE FROM t WHERE id = 3;
--- since
INSERT INTO t (v) VALUES ('e');
