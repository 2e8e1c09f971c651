CREATE TABLE orders (id int NOT NULL PRIMARY KEY, total int, note text, more int);
GRANT SELECT (id, more) ON orders TO case_app;
