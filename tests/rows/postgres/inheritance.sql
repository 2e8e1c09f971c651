--- live
CREATE TABLE parent (id int PRIMARY KEY, v text);
CREATE TABLE child (more int, PRIMARY KEY (id)) INHERITS (parent);
INSERT INTO parent VALUES (1, 'a'), (2, 'b');
INSERT INTO child VALUES (1, 'a', 7), (3, 'c', 8);
--- step
UPDATE parent SET v = v || '!' WHERE id = 1;
DELETE FROM ONLY parent WHERE id = 2;
DELETE FROM parent WHERE id = 3;
--- since
INSERT INTO parent VALUES (3, 'since');
