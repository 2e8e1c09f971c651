--- live
CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT, balance REAL DEFAULT 0);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE ON UPDATE CASCADE, total NUMERIC, state TEXT);
CREATE TABLE line (orders INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE, nr INTEGER NOT NULL, what TEXT, PRIMARY KEY (orders, nr)) WITHOUT ROWID;
INSERT INTO customer VALUES (1, 'Ann', 'Oslo', 10.5), (2, 'Bob', NULL, -0.1), (3, 'Cy', 'Rome', 1e300);
INSERT INTO orders VALUES (10, 1, 5, 'new'), (11, 1, '7.50', 'paid'), (12, 2, 9, 'new'), (13, 3, 1, 'old');
INSERT INTO line VALUES (10, 1, 'a'), (10, 2, 'b'), (11, 1, 'c'), (12, 1, 'd'), (13, 1, 'e');
--- step
UPDATE orders AS o SET total = o.total * 2, state = c.city FROM customer AS c WHERE c.id = o.customer AND c.city IS NOT NULL;
--- since
UPDATE customer SET name = 'Else' WHERE id = 2;
