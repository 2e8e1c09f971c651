--- live
CREATE TABLE base (id INT PRIMARY KEY, a TEXT, n INT);
CREATE TABLE called (n INT);
CREATE VIEW shown AS SELECT id, a FROM base WHERE n > 0;
CREATE FUNCTION notes(x INT) RETURNS INT MODIFIES SQL DATA BEGIN INSERT INTO called VALUES (x); RETURN x + 1; END;
INSERT INTO base VALUES (1, 'x', 1), (2, 'y', 2), (3, 'z', 0);
--- step
UPDATE shown SET a = 'view';
UPDATE base SET n = notes(n) WHERE id > 1;
