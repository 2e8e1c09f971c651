CREATE TABLE t (a int NOT NULL PRIMARY KEY, b int, c int);
CREATE VIEW `ビュー` AS SELECT a AS `列`, '名' AS n FROM t;
