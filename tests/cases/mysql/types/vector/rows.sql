INSERT INTO t (id, a, b) VALUES (1, 1, 'x'), (2, 2, 'y'), (3, NULL, 'z');
