CREATE TABLE t (a int NOT NULL PRIMARY KEY, b int, c int);
CREATE VIEW v AS SELECT a, concat('it''s ', b, " x") AS s, a DIV 2 AS d, a % 2 = 1 AS odd, CASE WHEN a > 1 THEN 'x' ELSE NULL END AS c FROM t WHERE b IN (1, 2) AND c BETWEEN 1 AND 5 OR NOT a <=> b ORDER BY a DESC LIMIT 5;
