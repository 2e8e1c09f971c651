INSERT INTO t (id, a, b) VALUES (1, NULL, 10), (2, NULL, 20);
