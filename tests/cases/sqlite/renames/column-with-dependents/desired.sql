CREATE TABLE t (
  id INTEGER PRIMARY KEY,
  -- groundline: renamed-from=qty
  amount INT CHECK (amount > 0),
  twice INT GENERATED ALWAYS AS (amount * 2) VIRTUAL
);
CREATE INDEX i ON t (amount) WHERE amount > 3;
CREATE VIEW v AS SELECT id, amount FROM t;
CREATE TRIGGER g AFTER UPDATE OF amount ON t BEGIN UPDATE t SET amount = 1 WHERE id = new.id AND new.amount = 7; END;
