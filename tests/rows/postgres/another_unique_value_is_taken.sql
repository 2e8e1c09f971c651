--- live
CREATE TABLE t (id int PRIMARY KEY, mail text UNIQUE);
INSERT INTO t VALUES (1, 'a'), (2, 'b');
--- step
DELETE FROM t WHERE id = 1;
--- since
INSERT INTO t VALUES (3, 'a');
--- not undone
duplicate key value violates unique constraint
