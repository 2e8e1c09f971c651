INSERT INTO t (id, a, b, c) VALUES (1, 10, 20, 30);
