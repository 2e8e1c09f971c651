CREATE TABLE orders (id int NOT NULL PRIMARY KEY, total int, note text);
GRANT SELECT, SHOW VIEW ON orders TO case_reader;
GRANT EXECUTE ON * TO `case_reader`;
