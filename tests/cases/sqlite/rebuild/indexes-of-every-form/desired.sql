CREATE TABLE artist (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE INDEX i1 ON artist (name DESC);
CREATE UNIQUE INDEX i2 ON artist (name COLLATE NOCASE, id);
CREATE INDEX i3 ON artist (length(name)) WHERE id > 1;
CREATE INDEX "i 4" ON artist (substr(name, 1, 2) COLLATE NOCASE DESC, id);
