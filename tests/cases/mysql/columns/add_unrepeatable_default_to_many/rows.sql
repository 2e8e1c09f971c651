INSERT INTO events WITH RECURSIVE digit (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM digit WHERE n < 49) SELECT a.n * 50 + b.n FROM digit a, digit b;
