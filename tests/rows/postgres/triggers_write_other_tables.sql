--- live
CREATE TABLE t (id int PRIMARY KEY, v int);
CREATE TABLE log (at bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id int, was int, now int);
CREATE TABLE total (name text PRIMARY KEY, sum int);
INSERT INTO t VALUES (1, 5), (2, 6), (3, 7);
INSERT INTO total VALUES ('t', 18);
CREATE FUNCTION logs() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO log (id, was, now) VALUES (coalesce(NEW.id, OLD.id), OLD.v, NEW.v);
  UPDATE total SET sum = sum + coalesce(NEW.v, 0) - coalesce(OLD.v, 0);
  RETURN NULL; END $$;
CREATE TRIGGER logs AFTER INSERT OR UPDATE OR DELETE ON t FOR EACH ROW EXECUTE FUNCTION logs();
CREATE FUNCTION once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE total SET sum = sum + 1000; RETURN NULL; END $$;
CREATE TRIGGER once AFTER UPDATE ON t FOR EACH STATEMENT EXECUTE FUNCTION once();
CREATE TRIGGER never AFTER UPDATE ON t FOR EACH STATEMENT EXECUTE FUNCTION once();
ALTER TABLE t DISABLE TRIGGER never;
CREATE TRIGGER always AFTER DELETE ON t FOR EACH STATEMENT EXECUTE FUNCTION once();
ALTER TABLE t ENABLE ALWAYS TRIGGER always;
--- step
UPDATE t SET v = v * 10 WHERE id < 3;
INSERT INTO t VALUES (9, 100);
DELETE FROM t WHERE id = 3;
--- since
UPDATE total SET sum = 0;
--- conflicts
total (name = t) changed or deleted since
