CREATE TABLE t (a INT, b INT, c TEXT, UNIQUE (a, b));
