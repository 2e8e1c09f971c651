CREATE TABLE track (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TRIGGER count_plays AFTER UPDATE OF name ON track BEGIN UPDATE track SET name = 'x' WHERE id = new.id; END;
