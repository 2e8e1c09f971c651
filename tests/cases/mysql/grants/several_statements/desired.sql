CREATE TABLE orders (id int NOT NULL PRIMARY KEY, total int, note text);
GRANT SELECT ON orders TO case_other;
GRANT SELECT ON * TO case_app;
GRANT INSERT, SELECT ON orders TO case_app;
