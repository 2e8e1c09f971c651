CREATE TABLE orders (id int NOT NULL PRIMARY KEY, total int, note text);
CREATE TABLE items (id int NOT NULL PRIMARY KEY);
GRANT SELECT ON orders TO case_app;
GRANT SELECT, UPDATE (id) ON items TO case_app;
