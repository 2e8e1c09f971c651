--- live
CREATE TABLE t (id INT PRIMARY KEY, place INT UNIQUE);
INSERT INTO t VALUES (1, 10), (2, 20), (3, 30);
--- step
UPDATE t SET place = -place;
UPDATE t SET place = CASE place WHEN -10 THEN 20 WHEN -20 THEN 10 ELSE 30 END;
