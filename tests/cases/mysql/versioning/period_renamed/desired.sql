CREATE TABLE t (a int NOT NULL PRIMARY KEY, s date NOT NULL, e date NOT NULL, PERIOD FOR `q q` (s, e));
