-- groundline: renamed-from=person
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);
CREATE INDEX by_name ON people (name);
CREATE TABLE pet (id INTEGER PRIMARY KEY, owner INT REFERENCES people (id));
CREATE VIEW names AS SELECT name FROM people;
CREATE TRIGGER g AFTER DELETE ON people BEGIN DELETE FROM pet WHERE owner = old.id; END;
