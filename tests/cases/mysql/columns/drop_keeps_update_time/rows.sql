INSERT INTO t (id, a, b, u) VALUES (1, 1, 7, '2020-01-01 00:00:00');
