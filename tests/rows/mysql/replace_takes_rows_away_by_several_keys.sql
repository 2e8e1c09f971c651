--- live
CREATE TABLE account (id INT PRIMARY KEY, mail VARCHAR(20) UNIQUE, nick VARCHAR(9), tag VARCHAR(9), UNIQUE (nick, tag));
CREATE TABLE session (id INT PRIMARY KEY, account INT, FOREIGN KEY (account) REFERENCES account (id) ON DELETE CASCADE);
INSERT INTO account VALUES (1, 'A@x', 'a', 't'), (2, 'b@x', 'b', 't'), (3, 'c@x', 'c', 'u'), (4, NULL, NULL, NULL);
INSERT INTO session VALUES (1, 1), (2, 2), (3, 3);
--- step
REPLACE INTO account VALUES (2, 'a@X', 'c', 'u');
REPLACE INTO account VALUES (5, 'new@x', NULL, NULL);
--- since
INSERT INTO account VALUES (1, 'z@x', NULL, NULL);
--- conflicts
account (id = 1) its key was taken since
