INSERT INTO t (id, a, b) VALUES (1, 1, 'one'), (2, 2, '');
