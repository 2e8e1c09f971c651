CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INT);
CREATE TABLE log (what TEXT, n INT);
CREATE TRIGGER g BEFORE UPDATE OF a, b ON t WHEN new.b IS NOT old.b AND (new.b > 3 OR new.a = 'begin') BEGIN INSERT INTO log VALUES (old.a, old.b); DELETE FROM log WHERE n > 10; END;
