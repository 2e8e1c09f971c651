CREATE TABLE t (a int, b box);
