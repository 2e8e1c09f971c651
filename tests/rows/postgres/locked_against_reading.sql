--- live
CREATE TABLE t (id int PRIMARY KEY);
INSERT INTO t VALUES (1), (2);
--- step
LOCK TABLE t IN ACCESS EXCLUSIVE MODE;
DELETE FROM t WHERE id = 1;
--- refused
a statement of the step locked it
