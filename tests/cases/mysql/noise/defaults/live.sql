CREATE TABLE t (a int DEFAULT '5', b decimal(5,2) DEFAULT 1, c bit DEFAULT 1, d varchar(5) DEFAULT "x", e tinyint(1) DEFAULT TRUE);
