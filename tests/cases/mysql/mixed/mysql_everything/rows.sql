INSERT INTO t (id, a, b, d) VALUES (1, 1, 'x', 5), (2, 2, 'y', 6);
