CREATE TABLE track (id INTEGER PRIMARY KEY, name TEXT NOT NULL, plays INTEGER);
CREATE TRIGGER count_plays AFTER UPDATE OF name ON track BEGIN UPDATE track SET plays = plays + 1 WHERE id = new.id; END;
