--- live
CREATE TABLE t (id INT PRIMARY KEY);
INSERT INTO t VALUES (1);
--- step
INSERT INTO t SELECT 2 FROM mysql.user LIMIT 1;
--- refused
it is another database
