CREATE TABLE artist (id INTEGER PRIMARY KEY, name TEXT);
CREATE INDEX i ON artist (name);
