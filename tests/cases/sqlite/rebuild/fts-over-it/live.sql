CREATE TABLE artist (id INTEGER PRIMARY KEY, name TEXT);
CREATE VIRTUAL TABLE search USING fts5(name, content='artist', content_rowid='id');
