--- live
CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20));
INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'é');
--- step
UPDATE t SET v = 'A' WHERE id = 1;
UPDATE t SET v = 'b ' WHERE id = 2;
UPDATE t SET v = 'e' WHERE id = 3;
--- since
UPDATE t SET v = 'a' WHERE id = 1;
--- conflicts
t (id = 1) changed or deleted since
