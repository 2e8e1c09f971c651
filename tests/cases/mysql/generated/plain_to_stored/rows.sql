INSERT INTO t (id, a, v) VALUES (1, 1, 77), (2, 2, NULL);
