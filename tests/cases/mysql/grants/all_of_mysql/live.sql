CREATE TABLE orders (id int NOT NULL PRIMARY KEY, total int, note text);
GRANT ALL ON orders TO case_app;
