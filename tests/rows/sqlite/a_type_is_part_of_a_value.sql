--- live
CREATE TABLE t (id INTEGER PRIMARY KEY, y);
INSERT INTO t VALUES (1, 1), (2, '1'), (3, 1.0), (4, x'31');
--- step
UPDATE t SET y = CASE id WHEN 1 THEN 1.0 WHEN 2 THEN x'31' WHEN 3 THEN 1 ELSE '1' END;
--- since
UPDATE t SET y = 1 WHERE id = 1;
--- conflicts
t (id = 1) changed or deleted since
