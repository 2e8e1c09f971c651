CREATE TABLE t (id int NOT NULL PRIMARY KEY, a decimal(6,2) unsigned);
