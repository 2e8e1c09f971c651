--- live
CREATE TABLE customer (id int PRIMARY KEY, name text NOT NULL, city text, balance float8 DEFAULT 0);
CREATE TABLE orders (id int PRIMARY KEY, customer int NOT NULL REFERENCES customer ON DELETE CASCADE ON UPDATE CASCADE, total numeric, state text);
CREATE TABLE line (orders int REFERENCES orders ON DELETE CASCADE, nr int, what text, PRIMARY KEY (orders, nr));
INSERT INTO customer VALUES (1, 'Ann', 'Oslo', 10.5), (2, 'Bob', NULL, -0.1), (3, 'Cy', 'Rome', 1e300);
INSERT INTO orders VALUES (10, 1, 5, 'new'), (11, 1, 7.50, 'paid'), (12, 2, 9, 'new'), (13, 3, 1, 'old');
INSERT INTO line VALUES (10, 1, 'a'), (10, 2, 'b'), (11, 1, 'c'), (12, 1, 'd'), (13, 1, 'e');
CREATE TABLE n (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, o int REFERENCES orders);
INSERT INTO n (o) VALUES (10), (11), (12);
--- step
DELETE FROM line WHERE nr = 2;
TRUNCATE customer, orders RESTART IDENTITY CASCADE;
INSERT INTO customer VALUES (1, 'Ann', 'Oslo', 10.5);
