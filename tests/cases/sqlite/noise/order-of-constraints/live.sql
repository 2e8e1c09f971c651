CREATE TABLE t (a INT, b INT, UNIQUE (a), CHECK (a > b));
