CREATE TABLE orders (id int NOT NULL PRIMARY KEY, total int);
GRANT SELECT (id) ON orders TO case_app;
