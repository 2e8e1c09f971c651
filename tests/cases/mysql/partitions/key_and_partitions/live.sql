CREATE TABLE t (id int NOT NULL, d int NOT NULL, s varchar(20), PRIMARY KEY (id));
