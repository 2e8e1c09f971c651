CREATE TABLE t (a int NOT NULL PRIMARY KEY, b int, c int);
