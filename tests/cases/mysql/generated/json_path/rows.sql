INSERT INTO t (id, a, j) VALUES (1, 1, '{"name": "x"}');
