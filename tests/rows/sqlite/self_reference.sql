--- live
CREATE TABLE person (id INTEGER PRIMARY KEY, boss INTEGER REFERENCES person (id) ON DELETE SET NULL, name TEXT);
INSERT INTO person VALUES (1, NULL, 'top'), (2, 1, 'mid'), (3, 2, 'low'), (4, 4, 'own');
--- step
DELETE FROM person WHERE id = 1;
UPDATE person AS p SET name = (SELECT b.name FROM person AS b WHERE b.id = p.boss) WHERE boss IS NOT NULL;
--- since
UPDATE person SET boss = 4 WHERE id = 2;
--- conflicts
person (id = 2) changed or deleted since
