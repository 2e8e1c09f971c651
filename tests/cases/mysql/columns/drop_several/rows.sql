INSERT INTO t (id, a, b, c, d) VALUES (1, 1, 7, 'text', '{}'), (2, 2, NULL, 'x', NULL);
