CREATE TABLE orders (id int NOT NULL PRIMARY KEY, total int, note text);
GRANT INSERT, SELECT (id, total), UPDATE (note) ON orders TO case_app;
