CREATE TABLE t (id int NOT NULL PRIMARY KEY, a float(7,2), b double unsigned zerofill);
