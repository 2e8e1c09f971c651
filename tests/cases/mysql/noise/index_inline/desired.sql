CREATE TABLE t (a int, b int, UNIQUE KEY a (a), KEY i (b));
