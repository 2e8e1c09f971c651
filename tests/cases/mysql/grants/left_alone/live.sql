CREATE TABLE orders (id int NOT NULL PRIMARY KEY, total int, note text);
GRANT SELECT, UPDATE (note) ON orders TO case_app;
GRANT EXECUTE ON * TO case_app WITH GRANT OPTION;
