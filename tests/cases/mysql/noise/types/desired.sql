CREATE TABLE t (a int, b tinyint(1), c decimal(5,0), d decimal(5,2), e double, f char(3), g bigint unsigned NOT NULL AUTO_INCREMENT UNIQUE, h varchar(5) CHARACTER SET utf8mb3, i mediumtext);
