CREATE TABLE orders (id int NOT NULL PRIMARY KEY, total int, note text);
CREATE VIEW items AS SELECT id FROM orders;
GRANT SELECT ON items TO case_app;
