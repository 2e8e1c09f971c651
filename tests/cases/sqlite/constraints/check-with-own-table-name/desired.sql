CREATE TABLE t (a INT, b INT, c TEXT, CHECK (t.a < 50));
