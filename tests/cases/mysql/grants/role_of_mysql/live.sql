CREATE TABLE orders (id int NOT NULL PRIMARY KEY, total int, note text);
GRANT SELECT ON orders TO case_reader;
