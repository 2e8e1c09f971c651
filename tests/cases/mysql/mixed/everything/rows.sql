INSERT INTO customer (id, name, email) VALUES (1, 'Ann', 'a@x'), (2, 'Bob', NULL); INSERT INTO orders (id, customer_id, total, note) VALUES (1, 1, 10.5, 'n'), (2, 2, 500, NULL);
