CREATE TABLE t (a int DEFAULT 5, b decimal(5,2) DEFAULT 1.00, c bit(1) DEFAULT b'1', d varchar(5) DEFAULT 'x', e tinyint(1) DEFAULT 1);
