--- live
CREATE TABLE account (id INTEGER PRIMARY KEY, mail TEXT UNIQUE COLLATE NOCASE, nick TEXT, tag TEXT, UNIQUE (nick, tag));
CREATE TABLE session (id INTEGER PRIMARY KEY, account INTEGER REFERENCES account (id) ON DELETE CASCADE);
CREATE TABLE audit (what TEXT);
CREATE TRIGGER gone AFTER DELETE ON account BEGIN INSERT INTO audit VALUES ('deleted ' || OLD.id); END;
INSERT INTO account VALUES (1, 'A@x', 'a', 't'), (2, 'b@x', 'b', 't'), (3, 'c@x', 'c', 'u'), (4, NULL, NULL, NULL);
INSERT INTO session VALUES (1, 1), (2, 2), (3, 3);
--- step
REPLACE INTO account VALUES (2, 'a@X', 'c', 'u');
INSERT OR REPLACE INTO account (mail, nick, tag) VALUES ('new@x', NULL, NULL);
UPDATE OR REPLACE account SET id = 5, mail = 'new@x' WHERE id = 4;
--- since
INSERT INTO account VALUES (1, 'zz@x', NULL, NULL);
--- conflicts
account (id = 1) its key was taken since
