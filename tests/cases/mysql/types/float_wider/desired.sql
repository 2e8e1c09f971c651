CREATE TABLE t (id int NOT NULL PRIMARY KEY, a float(8,2), b double unsigned);
