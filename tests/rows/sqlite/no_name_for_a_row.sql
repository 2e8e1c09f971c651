--- live
CREATE TABLE t (rowid TEXT, _rowid_ TEXT, oid TEXT);
INSERT INTO t VALUES ('a', 'b', 'c');
--- step
DELETE FROM t;
--- refused
have no name in SQL by which they could be saved
