CREATE TABLE t (a int UNIQUE, b int, INDEX i (b));
