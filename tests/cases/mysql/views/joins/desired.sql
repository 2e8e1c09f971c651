CREATE TABLE t (a int NOT NULL PRIMARY KEY, b int, c int);
CREATE VIEW v AS SELECT x.a, count(*) AS n, max(y.b) AS m FROM t x LEFT JOIN t y ON x.a = y.b GROUP BY x.a HAVING n > 0;
