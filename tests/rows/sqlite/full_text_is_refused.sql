--- live
CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT);
CREATE VIRTUAL TABLE docs USING fts5 (body);
CREATE TRIGGER fill AFTER INSERT ON t BEGIN INSERT INTO docs (rowid, body) VALUES (NEW.id, NEW.body); END;
--- step
INSERT INTO t VALUES (1, 'words');
--- refused
it is a virtual table
