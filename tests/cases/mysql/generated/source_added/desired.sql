CREATE TABLE t (id int NOT NULL PRIMARY KEY, a int, v int AS (a + 1) VIRTUAL, c int);
