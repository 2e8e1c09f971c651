--- live
CREATE TABLE customer (id INT PRIMARY KEY, name VARCHAR(40) NOT NULL, city TEXT, balance DOUBLE DEFAULT 0);
CREATE TABLE orders (id INT PRIMARY KEY, customer INT NOT NULL, total DECIMAL(10, 2), state VARCHAR(10), FOREIGN KEY (customer) REFERENCES customer (id) ON DELETE CASCADE ON UPDATE CASCADE);
CREATE TABLE line (orders INT, nr INT, what TEXT, PRIMARY KEY (orders, nr), FOREIGN KEY (orders) REFERENCES orders (id) ON DELETE CASCADE);
INSERT INTO customer VALUES (1, 'Ann', 'Oslo', 10.5), (2, 'Bob', NULL, -0.1), (3, 'Cy', 'Rome', 1e300);
INSERT INTO orders VALUES (10, 1, 5, 'new'), (11, 1, 7.50, 'paid'), (12, 2, 9, 'new'), (13, 3, 1, 'old');
INSERT INTO line VALUES (10, 1, 'a'), (10, 2, 'b'), (11, 1, 'c'), (12, 1, 'd'), (13, 1, 'e');
--- step
UPDATE orders SET total = total;
DELETE FROM line WHERE what = 'nobody';
UPDATE customer SET name = 'x' WHERE id = 1;
UPDATE customer SET name = 'Ann' WHERE id = 1;
INSERT INTO customer VALUES (7, 'x', NULL, 1);
DELETE FROM customer WHERE id = 7;
SELECT * FROM orders FOR UPDATE;
--- changes nothing
