CREATE TABLE orders (id int NOT NULL PRIMARY KEY, total int, note text);
GRANT case_reader TO case_app;
