--- live
CREATE TABLE w (a TEXT COLLATE NOCASE, b INTEGER, v, PRIMARY KEY (b DESC, a)) WITHOUT ROWID;
INSERT INTO w VALUES ('x', 1, 1), ('y', 1, 2), ('z', 2, 3);
--- step
UPDATE w SET b = b + 1;
UPDATE OR REPLACE w SET a = 'z' WHERE a = 'X';
DELETE FROM w WHERE v = 2;
