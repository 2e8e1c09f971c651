INSERT INTO customer (name) SELECT 'customer ' || n FROM generate_series(1, 1500) n;
INSERT INTO invoice (customer, cents) SELECT 1 + n % 1500, n FROM generate_series(1, 3000) n;
