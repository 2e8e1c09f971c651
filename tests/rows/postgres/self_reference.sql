--- live
CREATE TABLE person (id int PRIMARY KEY, boss int REFERENCES person ON DELETE CASCADE, name text);
INSERT INTO person VALUES (1, NULL, 'top'), (2, 1, 'mid'), (3, 2, 'low'), (4, 4, 'own'), (5, NULL, 'x');
--- step
DELETE FROM person WHERE id = 1;
UPDATE person AS p SET name = (SELECT b.name || '!' FROM person AS b WHERE b.id = p.boss) WHERE boss IS NOT NULL;
INSERT INTO person VALUES (7, 7, 'new'), (8, 7, 'newer');
--- since
UPDATE person SET boss = 5 WHERE id = 4;
--- conflicts
person (id = 4) changed or deleted since
