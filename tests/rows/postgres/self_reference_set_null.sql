--- live
CREATE TABLE person (id int PRIMARY KEY, boss int REFERENCES person ON DELETE SET NULL, name text);
INSERT INTO person VALUES (1, NULL, 'top'), (2, 1, 'mid'), (3, 1, 'low'), (4, 4, 'own');
--- step
DELETE FROM person WHERE id = 1;
