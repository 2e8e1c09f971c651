--- live
CREATE TABLE person (id INT PRIMARY KEY, boss INT, name TEXT, FOREIGN KEY (boss) REFERENCES person (id) ON DELETE SET NULL);
INSERT INTO person VALUES (1, NULL, 'top'), (2, 1, 'mid'), (3, 2, 'low'), (4, 4, 'own');
--- step
DELETE FROM person WHERE id = 1;
UPDATE person AS p JOIN person AS b ON b.id = p.boss SET p.name = CONCAT(b.name, '!');
INSERT INTO person VALUES (7, 7, 'new'), (8, 7, 'newer');
--- since
UPDATE person SET boss = 4 WHERE id = 2;
--- conflicts
person (id = 2) changed or deleted since
