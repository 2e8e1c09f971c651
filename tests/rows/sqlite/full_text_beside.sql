--- live
CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT);
CREATE VIRTUAL TABLE docs USING fts5 (body);
INSERT INTO t VALUES (1, 'words');
--- step
UPDATE t SET body = 'other';
