CREATE TABLE t (k varchar(10) NOT NULL, n int NOT NULL, a int, b int, PRIMARY KEY (k, n));
