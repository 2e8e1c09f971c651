--- live
CREATE TABLE t (id INT PRIMARY KEY) ENGINE = MyISAM;
INSERT INTO t VALUES (1);
--- step
DELETE FROM t;
--- refused
has no transactions
