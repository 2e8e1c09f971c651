--- live
CREATE TABLE t (id INT PRIMARY KEY);
INSERT INTO t VALUES (1);
--- step
TRUNCATE t;
--- refused
a statement commits by itself
