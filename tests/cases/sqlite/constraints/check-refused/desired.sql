CREATE TABLE t (a INT, b INT, c TEXT, CHECK (a > b));
