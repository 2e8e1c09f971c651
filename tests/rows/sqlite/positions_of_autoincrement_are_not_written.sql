--- live
CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT);
INSERT INTO t (v) VALUES ('a');
--- step
DELETE FROM t;
DELETE FROM sqlite_sequence WHERE name = 't';
--- refused
the positions of AUTOINCREMENT cannot be watched
