--- live
CREATE TABLE t (id int PRIMARY KEY);
INSERT INTO t VALUES (1), (2);
--- step
DELETE FROM t;
ALTER TABLE t ADD COLUMN v int;
--- refused
emptied or altered it
