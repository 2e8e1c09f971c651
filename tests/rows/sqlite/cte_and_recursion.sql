--- live
CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT, balance REAL DEFAULT 0);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE ON UPDATE CASCADE, total NUMERIC, state TEXT);
CREATE TABLE line (orders INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE, nr INTEGER NOT NULL, what TEXT, PRIMARY KEY (orders, nr)) WITHOUT ROWID;
INSERT INTO customer VALUES (1, 'Ann', 'Oslo', 10.5), (2, 'Bob', NULL, -0.1), (3, 'Cy', 'Rome', 1e300);
INSERT INTO orders VALUES (10, 1, 5, 'new'), (11, 1, '7.50', 'paid'), (12, 2, 9, 'new'), (13, 3, 1, 'old');
INSERT INTO line VALUES (10, 1, 'a'), (10, 2, 'b'), (11, 1, 'c'), (12, 1, 'd'), (13, 1, 'e');
CREATE TABLE part (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES part (id) ON DELETE CASCADE, price REAL);
INSERT INTO part VALUES (1, NULL, 1.0), (2, 1, 2.5), (3, 2, 0.1), (4, NULL, 7.0);
--- step
WITH RECURSIVE below (id) AS (SELECT 1 UNION ALL SELECT p.id FROM part AS p JOIN below AS b ON p.parent = b.id)
UPDATE part SET price = price / 3 WHERE id IN (SELECT id FROM below);
WITH rich AS (SELECT customer, sum(total) AS total FROM orders GROUP BY customer)
INSERT INTO part (parent, price) SELECT 4, total FROM rich;
DELETE FROM part WHERE id = 1;
--- since
INSERT INTO part VALUES (900, 4, 1.5);
