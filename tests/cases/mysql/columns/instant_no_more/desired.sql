CREATE TABLE t (id int NOT NULL PRIMARY KEY, passing int, wanted int);
