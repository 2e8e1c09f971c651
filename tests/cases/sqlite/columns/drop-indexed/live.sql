CREATE TABLE track (id INTEGER PRIMARY KEY, name TEXT NOT NULL, plays INTEGER);
CREATE INDEX by_plays ON track (plays);
