CREATE TABLE orders (id int NOT NULL PRIMARY KEY, total int, note text);
REVOKE SELECT ON orders FROM case_app;
