CREATE TABLE orders (id int NOT NULL PRIMARY KEY, total int, note text);
GRANT EVENT ON orders TO case_app;
