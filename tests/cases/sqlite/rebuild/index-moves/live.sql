CREATE TABLE artist (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE other (a INT);
CREATE INDEX i ON artist (name);
