CREATE TABLE t (id int NOT NULL PRIMARY KEY, v int AS (c + 1) VIRTUAL, c int);
