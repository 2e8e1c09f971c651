--- live
CREATE TABLE customer (id INT PRIMARY KEY, name VARCHAR(40) NOT NULL, city TEXT, balance DOUBLE DEFAULT 0);
CREATE TABLE orders (id INT PRIMARY KEY, customer INT NOT NULL, total DECIMAL(10, 2), state VARCHAR(10), FOREIGN KEY (customer) REFERENCES customer (id) ON DELETE CASCADE ON UPDATE CASCADE);
CREATE TABLE line (orders INT, nr INT, what TEXT, PRIMARY KEY (orders, nr), FOREIGN KEY (orders) REFERENCES orders (id) ON DELETE CASCADE);
INSERT INTO customer VALUES (1, 'Ann', 'Oslo', 10.5), (2, 'Bob', NULL, -0.1), (3, 'Cy', 'Rome', 1e300);
INSERT INTO orders VALUES (10, 1, 5, 'new'), (11, 1, 7.50, 'paid'), (12, 2, 9, 'new'), (13, 3, 1, 'old');
INSERT INTO line VALUES (10, 1, 'a'), (10, 2, 'b'), (11, 1, 'c'), (12, 1, 'd'), (13, 1, 'e');
--- step
DELETE c FROM customer AS c JOIN orders AS o ON o.customer = c.id WHERE o.total <= 5;
--- since
INSERT INTO customer VALUES (3, 'Dan', 'Bern', 0);
INSERT INTO orders VALUES (13, 3, 4, 'new');
--- conflicts
customer (id = 3) its key was taken since
orders (id = 13) its key was taken since
