CREATE TABLE t (a int NOT NULL PRIMARY KEY, b int, c int, KEY kb (b), CONSTRAINT cc CHECK (c > 0));
