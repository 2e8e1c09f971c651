INSERT INTO t (id, a, b, c) VALUES (1, 1, 2, 3);
