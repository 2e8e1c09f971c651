CREATE TABLE orders (id int NOT NULL PRIMARY KEY, total int, note text);
GRANT SELECT ON *.* TO case_app;
