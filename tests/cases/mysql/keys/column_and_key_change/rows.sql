INSERT INTO t (id, a, s) VALUES (1, 1, 'x');
