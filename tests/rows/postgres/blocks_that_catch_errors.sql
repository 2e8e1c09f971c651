--- live
CREATE TABLE t (id int PRIMARY KEY, v text);
INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd');
--- step
DO $$ BEGIN
  BEGIN UPDATE t SET v = 'sub' WHERE id = 1; INSERT INTO t VALUES (10, 'sub'); EXCEPTION WHEN division_by_zero THEN NULL; END;
  BEGIN UPDATE t SET v = 'rolled' WHERE id = 2; INSERT INTO t VALUES (11, 'rolled'); RAISE EXCEPTION 'x'; EXCEPTION WHEN raise_exception THEN NULL; END;
  BEGIN UPDATE t SET v = v || 'y' WHERE id IN (1, 3); DELETE FROM t WHERE id = 4; EXCEPTION WHEN division_by_zero THEN NULL; END;
END $$;
UPDATE t SET v = v || 'z' WHERE id = 10;
--- since
INSERT INTO t VALUES (11, 'since');
