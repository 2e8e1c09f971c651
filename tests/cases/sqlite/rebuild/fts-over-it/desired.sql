CREATE TABLE artist (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE VIRTUAL TABLE search USING fts5(name, content='artist', content_rowid='id');
