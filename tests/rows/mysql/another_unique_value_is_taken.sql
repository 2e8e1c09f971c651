--- live
CREATE TABLE t (id INT PRIMARY KEY, mail VARCHAR(9) UNIQUE);
INSERT INTO t VALUES (1, 'a'), (2, 'b');
--- step
DELETE FROM t WHERE id = 1;
--- since
INSERT INTO t VALUES (3, 'a');
--- not undone
Duplicate entry
