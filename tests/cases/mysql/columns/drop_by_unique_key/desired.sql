CREATE TABLE t (k varchar(10) NOT NULL, a int, UNIQUE KEY uk (k));
