INSERT INTO t (id, a, b) VALUES (1, 1, 10), (2, 2, 20), (3, NULL, 30);
