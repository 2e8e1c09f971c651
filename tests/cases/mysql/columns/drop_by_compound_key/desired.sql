CREATE TABLE t (k varchar(10) NOT NULL, n int NOT NULL, a int, PRIMARY KEY (k, n));
