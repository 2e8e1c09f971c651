--- live
CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER);
CREATE TABLE log (at INTEGER PRIMARY KEY AUTOINCREMENT, id INTEGER, was INTEGER, now INTEGER);
CREATE TABLE total (name TEXT PRIMARY KEY, sum INTEGER) WITHOUT ROWID;
INSERT INTO t VALUES (1, 5), (2, 6), (3, 7);
INSERT INTO total VALUES ('t', 18);
CREATE TRIGGER logs AFTER UPDATE OF v ON t WHEN OLD.v <> NEW.v BEGIN INSERT INTO log (id, was, now) VALUES (OLD.id, OLD.v, NEW.v); UPDATE total SET sum = sum + NEW.v - OLD.v; END;
CREATE TRIGGER adds AFTER INSERT ON t BEGIN UPDATE total SET sum = sum + NEW.v; UPDATE t SET v = v + 1 WHERE id = NEW.id; END;
CREATE TRIGGER takes BEFORE DELETE ON t BEGIN UPDATE total SET sum = sum - OLD.v; UPDATE t SET v = -1 WHERE id = OLD.id; END;
--- step
UPDATE t SET v = v * 10 WHERE id < 3;
INSERT INTO t VALUES (9, 100);
DELETE FROM t WHERE id = 3;
--- since
UPDATE total SET sum = 0;
--- conflicts
total (name = 't') changed or deleted since
