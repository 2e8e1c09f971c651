CREATE TABLE orders (id int NOT NULL PRIMARY KEY, total int, note text);
CREATE VIEW busy AS SELECT id FROM orders WHERE total > 20;
GRANT SELECT ON busy TO case_app;
